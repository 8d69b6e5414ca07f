import AccountArchive
import GnuTLS
import Identity
import Platform

/// What an archive tells of the account's devices, as far as the log in it bears it out.
struct CarriedDevices {
  let notes: [DeviceNote]
  let certificates: [DeviceID: [Certificate]]
  private let archive: Archive

  /// Nil where it tells nothing.
  init?(_ archive: Archive, log: AccountLog, state: LogState) {
    // An entry that cannot be read tells nothing.
    guard let devices = try? SignetFields.readable(in: archive)?.devices else { return nil }
    self.archive = archive
    notes = devices.notes
    let owners = CertificateOwners(log, state: state)
    certificates = devices.readable.reduce(into: [:]) { all, certificate in
      switch owners.finding(certificate) {
      case .device(let id), .signing(let id): all[id, default: []].append(certificate)
      case .early, .refused: break
      }
    }
  }

  /// By the log that the archive carries itself.
  init?(_ archive: Archive, now: UnixTime = .now()) {
    // As above.
    guard let carried = try? SignetFields.readable(in: archive)?.log else { return nil }
    let log = carried.log(checker: StatementSignatures(), now: now)
    self.init(archive, log: log, state: log.state(at: now))
  }

  /// How many devices the archive's revocation list names.
  var revokedCount: Int? {
    // A list that does not verify counts as it stands.
    guard let set = try? archive.revocations(known: certificates.flatMap(\.value)) else { return nil }
    return set.deviceCount(certificates: certificates)
  }
}
