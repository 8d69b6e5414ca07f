import JOSE
import Linking
import Platform

/// The members of an object in what a device hands over.
struct StateFields {
  private let value: StrictJSON

  init(_ value: StrictJSON) { self.value = value }

  func text(_ name: String) throws -> String { try optionalText(name) ?? missing(name) }
  func number(_ name: String) throws -> Int64 { try optionalNumber(name) ?? missing(name) }
  func bytes(_ name: String) throws -> [UInt8] { try optionalBytes(name) ?? missing(name) }
  func flag(_ name: String) throws -> Bool { try value[name]?.boolValue ?? missing(name) }
  func object(_ name: String) throws -> StateFields { try optionalObject(name) ?? missing(name) }

  func optionalText(_ name: String) throws -> String? { try optional(name) { $0.stringValue } }
  func optionalNumber(_ name: String) throws -> Int64? { try optional(name) { $0.integerValue } }
  func optionalBytes(_ name: String) throws -> [UInt8]? { try optionalText(name).map { try Base64URL.decode($0) } }

  func optionalObject(_ name: String) throws -> StateFields? {
    try optional(name) { $0.members == nil ? nil : StateFields($0) }
  }

  func name<Name: RawRepresentable<String>>(_ name: String, _: Name.Type) throws -> Name {
    try Name(rawValue: text(name)) ?? missing(name)
  }

  func list(_ name: String) throws -> [StateFields] { try elements(name).map { StateFields($0) } }
  func texts(_ name: String) throws -> [String] { try elements(name).map { try $0.stringValue ?? missing(name) } }
  func byteLists(_ name: String) throws -> [[UInt8]] { try texts(name).map { try Base64URL.decode($0) } }

  private func elements(_ name: String) throws -> [StrictJSON] { try value[name]?.elements ?? missing(name) }

  /// Nil where it is null; it must be there.
  private func optional<Value>(_ name: String, _ read: (StrictJSON) -> Value?) throws -> Value? {
    guard let member = value[name] else { return try missing(name) }
    return member.isNull ? nil : try read(member) ?? missing(name)
  }

  private func missing<Value>(_ name: String) throws -> Value { throw Self.unfit(name) }

  static func unfit(_ name: String) -> LinkingError {
    LinkingError(.linkAnswerRefused, "what the old device hands over does not have the shape of it (\(name))")
  }
}
