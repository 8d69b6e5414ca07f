import Platform

/// Finds the device that a person means.
public enum DeviceSelection {
  /// Fewest digits of a device ID that name it.
  static let shortest = 6

  /// The device that was typed: its ID, an unambiguous beginning of at least six digits, or its whole name. Of several
  /// with one name those that are thrown out are not meant.
  /// - Throws: `IdentityError.deviceUnknown`; `deviceAmbiguous` where several are meant: a guess could throw out the
  ///   wrong one.
  public static func device(_ typed: String, among devices: [KnownDevice]) throws(IdentityError) -> KnownDevice {
    let beginning = typed.lowercased()
    let byID = beginning.utf8.count >= shortest ? devices.filter { $0.id.text.hasPrefix(beginning) } : []
    var meant = byID
    if meant.isEmpty {
      meant = devices.filter { $0.name == typed }
      let present = meant.filter { $0.standing != .revoked }
      if !present.isEmpty { meant = present }
    }
    guard let only = meant.first else {
      throw IdentityError(
        .deviceUnknown, "the account has no device \(typed)",
        hint: "name it by its name, its ID, or the first \(shortest) digits of it")
    }
    guard meant.count == 1 else {
      throw IdentityError(
        .deviceAmbiguous, "\(meant.count) devices are meant by \(typed)",
        hint: "name it by its ID: " + meant.map { String($0.id.text.prefix(16)) }.joined(separator: ", "))
    }
    return only
  }
}
