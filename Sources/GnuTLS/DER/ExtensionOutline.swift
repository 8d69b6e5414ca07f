/// One extension of a certificate, a revocation list or one of its entries (RFC 5280 §4.1), found without decoding it.
struct ExtensionOutline {
  /// Content octets of its OBJECT IDENTIFIER.
  let name: [UInt8]
  let isCritical: Bool

  /// Those of `element`, a SEQUENCE OF Extension; nil when it does not have the shape of one.
  static func list(_ bytes: UnsafeRawBufferPointer, _ element: DERElement) -> [ExtensionOutline]? {
    var reader = DERReader(bytes, inside: element)
    var found: [ExtensionOutline] = []
    while !reader.isAtEnd {
      guard let element = reader.next(DERTag.sequence) else { return nil }
      var inside = DERReader(bytes, inside: element)
      guard let name = inside.next(DERTag.objectIdentifier) else { return nil }
      var isCritical = false
      if inside.nextTag == DERTag.boolean {
        guard let flag = inside.next(), flag.content.count == 1 else { return nil }
        isCritical = bytes[flag.content.lowerBound] != 0
      }
      guard inside.next(DERTag.octetString) != nil, inside.isAtEnd else { return nil }
      found.append(ExtensionOutline(name: Array(bytes[name.content]), isCritical: isCritical))
    }
    return found
  }

  /// The same inside the `[n] EXPLICIT` that `outer` is.
  static func list(_ bytes: UnsafeRawBufferPointer, wrappedIn outer: DERElement) -> [ExtensionOutline]? {
    var wrapper = DERReader(bytes, inside: outer)
    guard let element = wrapper.next(DERTag.sequence), wrapper.isAtEnd else { return nil }
    return list(bytes, element)
  }

  /// Whether one is there twice. RFC 5280 §4.2 forbids it: two readers could take two different ones.
  static func hasTwins(_ extensions: [ExtensionOutline]) -> Bool {
    Set(extensions.map(\.name)).count < extensions.count
  }
}
