import Identity
import JOSE
import Jasper
import Platform

extension Card {
  /// Reads the JSON text of a card. Members that are not known are ignored.
  /// - Throws: `SealingError.cardMalformed`, `recipientRefused`.
  init(bytes: [UInt8]) throws(SealingError) {
    let json: StrictJSON
    do {
      json = try StrictJSON.parse(bytes, limits: StrictJSON.Limits(bytes: SealingLimits.card, depth: 8, values: 1000))
    } catch {
      throw Self.malformed("it is no JSON")
    }
    guard let account = json["account"]?.stringValue.flatMap(KeyText.key(of:)) else {
      throw Self.malformed("it has no account key")
    }
    guard let receive = json["receive"]?.stringValue, let generation = json["generation"]?.integerValue else {
      throw Self.malformed("it has no receive key of a generation")
    }
    guard let issued = json["issued"]?.stringValue.flatMap(MessageTimestamp.init(_:)) else {
      throw Self.malformed("it has no date")
    }
    var genesis: StatementHash?
    if let member = json["genesis"] {
      guard let hash = Self.hash(member) else { throw Self.malformed("its genesis is no hash") }
      genesis = hash
    }
    guard let relays = Self.list(json["relays"], SealingLimits.relays, { $0.stringValue.flatMap(RelayURL.init(_:)) }),
      let heads = Self.list(json["heads"], SealingLimits.heads, Self.hash)
    else { throw Self.malformed("its relays or heads are none, or too many") }
    try self.init(
      account: account, genesis: genesis, receiveKey: RecipientKey(receive), generation: Int(generation),
      relays: relays, heads: heads, issued: issued)
  }

  private static func hash(_ value: StrictJSON) -> StatementHash? {
    guard let text = value.stringValue else { return nil }
    do {
      return StatementHash(bytes: try Base64URL.decode(text))
    } catch {
      return nil
    }
  }

  /// Nil when it is no array, too long, or an element cannot be read.
  private static func list<Element>(
    _ value: StrictJSON?, _ limit: Int, _ element: (StrictJSON) -> Element?
  ) -> [Element]? {
    guard let elements = value?.elements, elements.count <= limit else { return nil }
    let list = elements.compactMap(element)
    return list.count == elements.count ? list : nil
  }

  static func malformed(_ what: String) -> SealingError {
    SealingError(.cardMalformed, "the card cannot be read: \(what)")
  }
}
