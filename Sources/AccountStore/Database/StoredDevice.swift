import FoundationEssentials
import GRDB
import GnuTLS
import Identity
import Platform

/// A device as a row.
struct StoredDevice {
  let device: Device
}

extension StoredDevice: StoredRecord {
  static let table = "device"
  static let columns: [(name: String, isText: Bool)] = [
    ("deviceId", true), ("name", true), ("role", true), ("state", true), ("createdAt", false), ("enrolment", true),
    ("certificate", false), ("platform", true),
  ]

  static func decode(_ fields: RowFields) throws -> StoredDevice {
    var device = Device(
      name: try fields.text("name"), role: try fields.name("role", DeviceRole.self),
      state: try fields.name("state", DeviceState.self), createdAt: try fields.time("createdAt"),
      enrolment: try fields.name("enrolment", EnrolmentMethod.self),
      certificate: try Certificate(der: try fields.blob("certificate")))
    device.platform = try fields.optionalText("platform")
    guard device.id == DeviceID(try fields.text("deviceId")) else {
      throw fields.unreadable("deviceId", "is not that of the certificate")
    }
    return StoredDevice(device: device)
  }

  func save(_ database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO device VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (deviceId) DO UPDATE SET name = excluded.name, role = excluded.role, state = excluded.state,
          createdAt = excluded.createdAt, enrolment = excluded.enrolment, certificate = excluded.certificate,
          platform = coalesce(excluded.platform, device.platform)
        """,
      arguments: [
        device.id.text, device.name, device.role.rawValue, device.state.rawValue, device.createdAt.seconds,
        device.enrolment.rawValue, Data(device.certificate.der),
        device.platform,
      ])
  }
}
