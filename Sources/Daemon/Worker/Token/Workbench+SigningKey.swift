import AccountStore
import DaemonAPI
import FoundationEssentials
import GnuTLS
import Identity
import Platform

extension Workbench {
  /// The signing key of this device, for work that needs the archive as well: from the database, or on its token by the
  /// keeper that signs for the account already.
  /// - Throws: `StoreError.keyDamaged`; `GnuTLSError.tokenPINNeeded` where no keeper has the PIN; `MessagingError.keysPending`.
  func signingKey(_ folder: AccountFolder, _ database: AccountDatabase) throws -> PrivateKey {
    guard let row = try database.keys().inUse(.signing) else {
      throw MessagingError(
        .keysPending, "the key that signs for this device is not made yet", hint: "`signet key make` makes it")
    }
    guard row.token == nil else {
      guard let key = tokenKey(row, of: folder) else { throw TokenDesk.pinNeeded }
      return key
    }
    return try PrivateKey(serialised: KeyVault(dataKey: try data.dataKey(), account: folder.id).open(row))
  }

  /// A signing key on a token; nil where the account's keeper does not sign by it. That is tried: its token may be out.
  func tokenKey(_ row: StoredKey, of folder: AccountFolder) -> PrivateKey? {
    guard case .done = channel.token(.has(account: folder.id.text, key: row.keyID.text)),
      let publicKey = row.certificate?.publicKey
    else { return nil }
    let signer = AccountToken(channel: channel, account: folder.id.text, key: row.keyID.text)
    guard let key = try? PrivateKey(publicKey, signer: signer) else { return nil }  // fails without memory only
    let algorithm: SignatureAlgorithm = row.algorithm == .pss ? .rsaPSSSHA256 : .rsaSHA256
    let works = try? key.isWorking(with: algorithm)  // why it does not is told to who asks for a signature
    return works == true ? key : nil
  }
}

/// Signs in a worker by the keeper of the account's own token.
private struct AccountToken: RemoteSigner {
  let channel: WorkerChannel
  let account: String
  let key: String

  func sign(_ message: [UInt8], with algorithm: SignatureAlgorithm) throws(GnuTLSError) -> [UInt8] {
    let call = TokenCall.sign(account: account, key: key, Data(message), algorithm: algorithm.rawValue)
    switch channel.token(call) {
    case .signature(let bytes): return Array(bytes)
    case .failed(let report): throw GnuTLSError(report)
    case .done, .made: throw TokenDesk.pinNeeded
    }
  }
}
