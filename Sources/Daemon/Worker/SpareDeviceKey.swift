import AccountStore
import GnuTLS
import Platform

/// The device key that was made ahead; where there is none that can be had, a new one.
struct SpareDeviceKey {
  let bench: Workbench
  private let store: SpareKeyStore

  /// - Throws: `StoreError`, `FileError` of the data key.
  init(bench: Workbench) throws {
    self.bench = bench
    store = SpareKeyStore(bench.data, dataKey: try bench.data.dataKey())
  }

  /// Whether there is a file that can be expected to be one.
  var isThere: Bool { store.isFull }

  /// Takes it, or makes a new one when it is damaged, or another operation was faster.
  ///
  /// Deliberate: nor is it an error when it cannot be taken away, for whatever reason. It is only ever handed out once
  /// it is gone from the disk, and it is not worth an account. `doctor` tells of a damaged one.
  /// - Throws: `SystemError`, `GnuTLSError` of the new key.
  func takeOrMake() throws -> PrivateKey {
    if case .key(let key)? = try? store.take() { return key }  // no loss: a new one is made, as said above
    return try KeyForge(count: 1, progress: bench.progress).wait()[0]
  }
}
