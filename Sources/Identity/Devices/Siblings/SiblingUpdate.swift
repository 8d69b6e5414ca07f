import GnuTLS
import Platform

/// What is to be kept of what somebody told about the devices of an account. It only adds: no certificate that is known
/// goes, none takes the place of one that lasts longer, and a name that a person sees here stays.
public struct SiblingUpdate: Sendable {
  /// Certificates that are kept of one device. Renewed in time, they last for two centuries.
  public static let certificatesOfDevice = 32

  /// Those that were not known, by device; each verified.
  public private(set) var certificates: [DeviceID: [Certificate]] = [:]
  /// Records of other devices that are new, or not as they were.
  public private(set) var devices: [Device] = []
  /// Whether something of it may count once more of the log is here.
  public private(set) var isEarly = false
  /// Certificates that are no word of this account.
  public private(set) var refused = 0

  public var isEmpty: Bool { certificates.isEmpty && devices.isEmpty }

  /// - Parameters:
  ///   - told: as they came; nothing about them has been verified.
  ///   - devices: the records that are there.
  ///   - known: all certificates that are there.
  ///   - this: the device that this is done on: its record is not changed.
  public init(
    told: [Certificate], notes: [DeviceNote], log: AccountLog, state: LogState, devices: [Device],
    known: [DeviceID: [Certificate]], this: DeviceID
  ) {
    let owners = CertificateOwners(log, state: state)
    for certificate in told {
      switch owners.finding(certificate) {
      case .refused: refused += 1
      case .early: isEarly = true
      case .device(let id), .signing(let id):
        let present = known[id, default: []] + certificates[id, default: []]
        guard !present.contains(certificate), present.count < Self.certificatesOfDevice else { continue }
        certificates[id, default: []].append(certificate)
      }
    }
    let notes = Dictionary(notes.map { ($0.id, $0) }) { first, _ in first }
    let records = Dictionary(devices.map { ($0.id, $0) }) { first, _ in first }
    for logged in state.devices where logged.id != this {
      let own = (known[logged.id, default: []] + certificates[logged.id, default: []])
        .filter { DeviceID(of: $0.publicKey) == logged.id }
      guard let record = Self.record(logged, records[logged.id], own, notes[logged.id], log) else { continue }
      if record != records[logged.id] { self.devices.append(record) }
    }
  }

  /// Nil where no certificate of the device's own key is known.
  private static func record(
    _ logged: LoggedDevice, _ present: Device?, _ certificates: [Certificate], _ note: DeviceNote?, _ log: AccountLog
  ) -> Device? {
    let own = certificates + [present?.certificate].compactMap { $0 }
    guard let newest = own.max(by: { $0.notAfter < $1.notAfter }) else { return nil }
    let fallback = DeviceNote.fallbackName(of: logged.id)
    var record =
      present
      ?? Device(
        name: note?.name ?? fallback, role: logged.role, state: .pending,
        createdAt: log.entries[logged.introduction]?.sights.min() ?? newest.notBefore,
        enrolment: EnrolmentMethod(logged.method), certificate: newest)
    if newest.notAfter > record.certificate.notAfter { record.certificate = newest }
    if record.name == fallback, let name = note?.name { record.name = name }
    record.platform = record.platform ?? note?.platform
    record.role = logged.role
    if record.state == .active || record.state == .pending { record.state = DeviceState(logged.standing) }
    return record
  }
}

extension EnrolmentMethod {
  /// - Parameter method: as the log has it; nil for the device that the account began with.
  public init(_ method: AddedDevice.Method?) {
    switch method {
    case nil: self = .created
    case .approved, .file, .replacement: self = .approved
    case .archive, .jamiPin: self = .restored
    }
  }
}

extension DeviceState {
  init(_ standing: LoggedDevice.Standing) {
    switch standing {
    case .active: self = .active
    case .pending, .suspended, .notListed: self = .pending
    case .revoked: self = .revoked
    case .superseded: self = .superseded
    }
  }
}
