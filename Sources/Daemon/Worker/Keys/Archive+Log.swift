import AccountArchive
import Identity
import Platform

extension SignetFields {
  /// Signet's own entry of an archive: an empty one where there is none, nil where it cannot be read.
  /// - Throws: `IdentityError.memoryUnavailable`.
  static func readable(in archive: Archive) throws(IdentityError) -> SignetFields? {
    guard let text = archive.signet else { return SignetFields(recoverySeed: nil) }
    do throws(IdentityError) {
      return try SignetFields(text)
    } catch {
      guard error.kind == .signetFieldsDamaged else { throw error }
      return nil
    }
  }
}

extension Archive {
  /// Carries the log from now on, with the heads that it carried before. An entry that cannot be read, and one that has
  /// another log, stay as they are.
  /// - Returns: whether it is another archive than before.
  /// - Throws: `IdentityError.memoryUnavailable`.
  mutating func take(_ log: AccountLog?) throws(IdentityError) -> Bool {
    guard let log, var fields = try SignetFields.readable(in: self) else { return false }
    if let before = fields.log, before.genesis != log.genesis || before.account != log.account { return false }
    let carried = ArchivedLog(log, keeping: fields.log?.heads ?? [])
    guard carried != fields.log else { return false }
    fields.log = carried
    signet = try fields.text()
    return true
  }

  /// Carries what is known of the devices from now on. An entry that cannot be read stays as it is.
  /// - Returns: whether it is another archive than before.
  /// - Throws: `IdentityError.memoryUnavailable`.
  mutating func take(_ devices: ArchivedDevices) throws(IdentityError) -> Bool {
    guard !devices.isEmpty, var fields = try SignetFields.readable(in: self), fields.devices != devices else {
      return false
    }
    fields.devices = devices
    signet = try fields.text()
    return true
  }
}
