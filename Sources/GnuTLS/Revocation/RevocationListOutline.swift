/// What the extensions of a revocation list and of its entries say about the list as a whole (RFC 5280 §5.1), found
/// without decoding it.
struct RevocationListOutline {
  /// An extension is there twice in one place.
  let hasTwins: Bool
  let isNumberCritical: Bool
  /// See `RevocationList`.
  let hasUnknownCritical: Bool
  let isPartial: Bool

  private static let number: [UInt8] = [0x55, 0x1d, 0x14]
  /// Of the list: deltaCRLIndicator and issuingDistributionPoint.
  private static let scopes: [[UInt8]] = [[0x55, 0x1d, 0x1b], [0x55, 0x1d, 0x1c]]
  /// Of an entry: certificateIssuer.
  private static let entryIssuer: [UInt8] = [0x55, 0x1d, 0x1d]

  /// Nil when `bytes` do not have the shape of a revocation list, name one algorithm inside and another outside, or
  /// anything lies behind it.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let object = SignedObject(bytes) else { return nil }
    var reader = DERReader(bytes, inside: object.signedElement)
    if reader.nextTag == DERTag.integer { guard reader.next() != nil else { return nil } }
    guard let algorithm = reader.next(DERTag.sequence), bytes[algorithm.whole].elementsEqual(bytes[object.algorithm]),
      reader.next(DERTag.sequence) != nil, Self.hasTime(&reader)
    else { return nil }
    // nextUpdate may be missing.
    _ = Self.hasTime(&reader)
    var entries = EntryFacts()
    if reader.nextTag == DERTag.sequence {
      guard let list = reader.next(), let facts = EntryFacts(bytes, list) else { return nil }
      entries = facts
    }
    var extensions: [ExtensionOutline] = []
    if reader.nextTag == DERTag.context(0) {
      guard let outer = reader.next(), let found = ExtensionOutline.list(bytes, wrappedIn: outer) else { return nil }
      extensions = found
    }
    guard reader.isAtEnd else { return nil }
    hasTwins = entries.hasTwins || ExtensionOutline.hasTwins(extensions)
    isNumberCritical = extensions.contains { $0.name == Self.number && $0.isCritical }
    isPartial = entries.hasOtherIssuers || extensions.contains { Self.scopes.contains($0.name) }
    hasUnknownCritical =
      entries.hasUnknownCritical
      || extensions.contains { $0.isCritical && $0.name != Self.number && !Self.scopes.contains($0.name) }
  }

  private static func hasTime(_ reader: inout DERReader) -> Bool {
    guard reader.nextTag == DERTag.utcTime || reader.nextTag == DERTag.generalizedTime else { return false }
    return reader.next() != nil
  }

  /// The same about all entries together.
  private struct EntryFacts {
    var hasTwins = false
    var hasUnknownCritical = false
    var hasOtherIssuers = false

    init() {}

    init?(_ bytes: UnsafeRawBufferPointer, _ list: DERElement) {
      var reader = DERReader(bytes, inside: list)
      while !reader.isAtEnd {
        guard let entry = reader.next(DERTag.sequence) else { return nil }
        var inside = DERReader(bytes, inside: entry)
        guard inside.next(DERTag.integer) != nil, RevocationListOutline.hasTime(&inside) else { return nil }
        guard !inside.isAtEnd else { continue }
        guard let element = inside.next(DERTag.sequence), inside.isAtEnd,
          let extensions = ExtensionOutline.list(bytes, element)
        else { return nil }
        hasTwins = hasTwins || ExtensionOutline.hasTwins(extensions)
        hasOtherIssuers = hasOtherIssuers || extensions.contains { $0.name == RevocationListOutline.entryIssuer }
        hasUnknownCritical =
          hasUnknownCritical
          || extensions.contains { $0.isCritical && $0.name != RevocationListOutline.entryIssuer }
      }
    }
  }
}
