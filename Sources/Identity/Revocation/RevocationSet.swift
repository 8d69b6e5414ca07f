import GnuTLS
import Platform

/// Every revocation ever verified for one account. It only grows.
///
/// Deliberate, against what X.509 libraries do with revocation lists (RFC 5280 §6.3): a list that has expired or is
/// dated in the future still revokes (it only stops vouching for the others), a lower number or an older date takes
/// nothing back, lists of several siblings add up, and a revoked *key* stays revoked under every serial number that it
/// is ever given. Each of the library's own switches lets a revoked device in again in one of these cases.
public struct RevocationSet: Sendable, Equatable {
  /// The account that these are the revocations of.
  public let account: AccountFingerprint
  /// Content octets of each revoked serial number, as they stand in a list, with the earliest date told.
  public private(set) var serials: [[UInt8]: UnixTime]
  /// Revoked device keys.
  public private(set) var keys: [DeviceID: UnixTime]
  /// The highest number of a list ever verified: what is signed next must be above it.
  public private(set) var highestNumber: RevocationNumber?
  /// The latest thisUpdate of a list ever verified.
  public private(set) var latestUpdate: UnixTime?
  /// The same serial numbers without superfluous leading octets: 1 of 256 that Jami writes has some, and a library on
  /// the way may have dropped them.
  private var minimalSerials: Set<[UInt8]>

  /// The set of an account: empty, or as it was kept.
  public init(
    account: AccountFingerprint, serials: [[UInt8]: UnixTime] = [:], keys: [DeviceID: UnixTime] = [:],
    highestNumber: RevocationNumber? = nil, latestUpdate: UnixTime? = nil
  ) {
    self.account = account
    self.serials = serials
    self.keys = keys
    self.highestNumber = highestNumber
    self.latestUpdate = latestUpdate
    minimalSerials = Set(serials.keys.map(Self.minimal))
  }

  public var isEmpty: Bool { serials.isEmpty && keys.isEmpty }

  /// How many devices are known to be revoked: keys, and serial numbers whose key is not known.
  public func count(known certificates: [Certificate]) -> Int {
    let explained = certificates.filter { keys[DeviceID(of: $0.publicKey)] != nil }.map { Self.minimal($0.serial) }
    return keys.count + minimalSerials.subtracting(explained).count
  }

  /// How many devices the serial numbers stand for: all that are known to be of one device count once, and none where
  /// only signing keys of it are revoked, which it has replaced.
  public func deviceCount(certificates: [DeviceID: [Certificate]]) -> Int {
    var owners: [[UInt8]: DeviceID] = [:]
    for (device, all) in certificates { for certificate in all { owners[Self.minimal(certificate.serial)] = device } }
    let named = Set(minimalSerials.compactMap { owners[$0] }).filter { device in
      let own = certificates[device, default: []].filter { DeviceID(of: $0.publicKey) == device }
      return own.isEmpty || own.contains { revokes(serial: $0.serial) }
    }
    return named.count + minimalSerials.count { owners[$0] == nil }
  }

  public func revokes(serial: [UInt8]) -> Bool {
    serials[serial] != nil || minimalSerials.contains(Self.minimal(serial))
  }

  public func revokes(key: DeviceID) -> Bool { keys[key] != nil }

  /// Takes in a revocation list, if it is the account's own word, and the keys of those of `known` that it names.
  /// Its dates and its number do not matter for that, see above.
  /// - Returns: why it is not believed; then nothing has changed. Empty when it was taken in.
  public mutating func apply(
    _ list: RevocationList, account certificate: Certificate, known: [Certificate] = []
  ) -> [RevocationListFailure] {
    let failures = RevocationListVerifier.failures(of: list, account: certificate, pinned: account)
    guard failures.isEmpty else { return failures }
    for entry in list.entries { insert(serial: entry.serial, at: entry.revokedAt) }
    if let number = RevocationNumber(of: list) {
      highestNumber = max(highestNumber ?? number, number)
    }
    latestUpdate = max(latestUpdate ?? list.thisUpdate, list.thisUpdate)
    for device in known { learn(device, account: certificate) }
    return []
  }

  /// Connects serial number and key of a certificate that the account issued: where one is revoked, so is the other.
  public mutating func learn(_ device: Certificate, account certificate: Certificate) {
    guard AccountFingerprint(of: certificate.publicKey) == account, device.isSigned(by: certificate.publicKey) else {
      return
    }
    let key = DeviceID(of: device.publicKey)
    let dates = [date(ofSerial: device.serial), keys[key]].compactMap { $0 }
    guard let earliest = dates.min() else { return }
    insert(serial: device.serial, at: earliest)
    insert(key: key, at: earliest)
  }

  /// Revokes a certificate of the account and its key, by the account's own decision.
  public mutating func revoke(_ device: Certificate, at time: UnixTime) {
    insert(serial: device.serial, at: time)
    insert(key: DeviceID(of: device.publicKey), at: time)
  }

  /// Revokes a key by the account's log, whatever it is for. Its serial numbers, where there are any, are not known.
  public mutating func revoke(key: KeyID, at time: UnixTime) { insert(key: DeviceID(key), at: time) }

  /// Everything that either knows.
  /// - Throws: `IdentityError.otherAccount`.
  public func merging(_ other: RevocationSet) throws(IdentityError) -> RevocationSet {
    guard account == other.account else {
      throw IdentityError(.otherAccount, "revocations of two accounts cannot be put together")
    }
    var union = self
    for (serial, time) in other.serials { union.insert(serial: serial, at: time) }
    for (key, time) in other.keys { union.insert(key: key, at: time) }
    union.highestNumber = [highestNumber, other.highestNumber].compactMap { $0 }.max()
    union.latestUpdate = [latestUpdate, other.latestUpdate].compactMap { $0 }.max()
    return union
  }

  private func date(ofSerial serial: [UInt8]) -> UnixTime? {
    if let time = serials[serial] { return time }
    let minimal = Self.minimal(serial)
    guard minimalSerials.contains(minimal) else { return nil }
    return serials.filter { Self.minimal($0.key) == minimal }.values.min()
  }

  private mutating func insert(serial: [UInt8], at time: UnixTime) {
    serials[serial] = min(serials[serial] ?? time, time)
    minimalSerials.insert(Self.minimal(serial))
  }

  private mutating func insert(key: DeviceID, at time: UnixTime) { keys[key] = min(keys[key] ?? time, time) }

  /// The shortest octets of the same INTEGER (X.690 §8.3.2).
  private static func minimal(_ octets: [UInt8]) -> [UInt8] {
    var rest = octets[...]
    while rest.count > 1, let first = rest.first, let second = rest.dropFirst().first,
      (first == 0 && second < 0x80) || (first == 0xff && second >= 0x80)
    {
      rest.removeFirst()
    }
    return Array(rest)
  }
}
