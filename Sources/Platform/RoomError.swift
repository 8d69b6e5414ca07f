/// The error of one room: one of the codes that the room lists, with a reason and a hint. Each room names its own:
/// `public typealias StoreError = RoomError<StoreErrorCode>`.
public struct RoomError<Kind>: CodedError
where Kind: RawRepresentable<String> & CaseIterable & Hashable & Sendable {
  public typealias Code = Kind

  public let kind: Kind
  public let reason: String
  public let hint: String?
  public var code: String { kind.rawValue }

  public init(_ kind: Kind, _ reason: String, hint: String? = nil) {
    self.kind = kind
    self.reason = reason
    self.hint = hint
  }
}
