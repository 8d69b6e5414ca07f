import AccountStore
import DaemonAPI
import Identity
import Logging

/// Has the keys made that accounts lack, and the certificates renewed that are due, where that needs no password: when
/// the daemon has started, and each day that it runs. Accounts of an
/// older version, and those whose keys were cut off in the making, get them so. Where the archive has a password, the
/// next operation that opens it does the same.
struct KeyKeeper: Sendable {
  let accounts: AccountDirectory
  let logger: Logger

  /// Until it is cancelled.
  func run(_ registry: OperationRegistry) async {
    while true {
      await destroyDue(registry)
      await makeMissing(registry)
      for _ in 0..<(86_400 / Self.pause) {
        await destroyDue(registry)
        await install(registry)
        // Cancelled: the daemon is ending.
        do { try await Task.sleep(for: .seconds(Self.pause)) } catch { return }
      }
    }
  }

  /// Seconds between two looks for renewed certificates.
  private static let pause = 20

  /// Puts certificates in their places that a full device has renewed for this one.
  func install(_ registry: OperationRegistry) async {
    do {
      for id in try await BlockingWork.run({ [accounts] in try accounts.withRenewedCertificates() }) {
        _ = try await registry.start(.certificates(account: id.text))
      }
    } catch {
      // Somebody was faster, or the daemon is ending; it is tried again.
      logger.info("certificates are not installed now", metadata: ["why": "\(ErrorReport(any: error).reason)"])
    }
  }

  /// Destroys the keys of devices that were thrown out, once it is time, and what was cut off of that.
  func destroyDue(_ registry: OperationRegistry) async {
    do {
      for id in try await BlockingWork.run({ [accounts] in try accounts.withKeysToDestroy() }) {
        _ = try await registry.start(.destruction(account: id.text, isAsked: false))
      }
    } catch {
      logger.info("keys are not destroyed now", metadata: ["why": "\(ErrorReport(any: error).reason)"])
    }
  }

  func makeMissing(_ registry: OperationRegistry) async {
    do {
      let lacking = try await BlockingWork.run { [accounts] in try accounts.lackingKeysWithoutPassword() }
      for id in lacking {
        _ = try await registry.start(.keys(account: id.text, request: KeysRequest()))
        // One after the other: it takes both processors, and nobody waits for it.
        _ = await registry.isBusy(account: id.text)
      }
    } catch {
      // The daemon may be ending by now, or somebody was faster. `doctor` tells of what is still missing.
      logger.info("missing keys are not made now", metadata: ["why": "\(ErrorReport(any: error).reason)"])
    }
  }
}
