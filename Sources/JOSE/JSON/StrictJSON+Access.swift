/// Looking into a value. Each is nil for a value of another kind.
extension StrictJSON {
  /// The value of the member `name` of an object.
  public subscript(name: String) -> StrictJSON? { members?[name] }

  public var members: [Member]? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  public var elements: [StrictJSON]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  public var stringValue: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  public var integerValue: Int64? {
    guard case .integer(let number) = self else { return nil }
    return number
  }

  public var boolValue: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  public var isNull: Bool { self == .null }
}

extension [StrictJSON.Member] {
  /// The value of the member `name`.
  public subscript(name: String) -> StrictJSON? { first { $0.name == name }?.value }

  /// A name that two members have.
  ///
  /// Deliberate: compared as Swift compares strings, by canonical equivalence, so `é` in one and in two code points is
  /// one name. That refuses more than RFC 8259 does; but a reader that looks names up in Swift could not tell them
  /// apart, and the next one could.
  var duplicateName: String? {
    if count <= 8 {
      return indices.first { index in self[..<index].contains { $0.name == self[index].name } }.map { self[$0].name }
    }
    var seen = Set<String>(minimumCapacity: count)
    return first { !seen.insert($0.name).inserted }?.name
  }
}
