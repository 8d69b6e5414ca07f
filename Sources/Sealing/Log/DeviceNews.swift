import Identity
import JOSE
import Platform

/// What goes with statements of the log to the account's own devices: certificates, names, and what is known of the
/// recovery kit. Whoever takes it in verifies the certificates; the rest is for people.
///
///     "chain": ["<DER>"], "certificates": ["<DER>"], "devices": [{"id": "<64 hex>", "name": "…", "platform": "…"}], "kit": {…}
public struct DeviceNews: Sendable, Hashable {
  /// Certificates of one message: as many as there is room for.
  static let certificatesLimit = 256
  /// Devices of one message.
  static let notesLimit = 256

  /// DER of the account's own certificate and its authority's; empty where nothing is told of them.
  public var chain: [[UInt8]]
  /// DER, bytes as they came.
  public var certificates: [[UInt8]]
  public var notes: [DeviceNote]
  public var kit: KitNote?

  public init(
    chain: [[UInt8]] = [], certificates: [[UInt8]] = [], notes: [DeviceNote] = [], kit: KitNote? = nil
  ) {
    self.chain = chain
    self.certificates = certificates
    self.notes = notes
    self.kit = kit
  }

  public var isEmpty: Bool { chain.isEmpty && certificates.isEmpty && notes.isEmpty && kit == nil }

  /// Reads the members of a message; a message without them has none of it.
  /// - Returns: nil for what has another form, or is too much.
  init?(_ json: StrictJSON) {
    self.init()
    guard let chain = Self.certificates(json["chain"], upTo: 2),
      let all = Self.certificates(json["certificates"], upTo: Self.certificatesLimit)
    else { return nil }
    self.chain = chain
    certificates = all
    if let list = json["devices"] {
      guard let elements = list.elements, elements.count <= Self.notesLimit else { return nil }
      for element in elements {
        guard let note = Self.note(element) else { return nil }
        notes.append(note)
      }
    }
    if let value = json["kit"] {
      guard let note = KitNote(value) else { return nil }
      kit = note
    }
  }

  var members: [StrictJSON.Member] {
    var members: [StrictJSON.Member] = []
    for (name, list) in [("chain", chain), ("certificates", certificates)] where !list.isEmpty {
      members.append(.init(name, .array(list.map { .string(Base64URL.encode($0)) })))
    }
    if !notes.isEmpty { members.append(.init("devices", .array(notes.map(Self.json)))) }
    if let kit { members.append(.init("kit", kit.json)) }
    return members
  }

  /// As many parts as it takes, each with room in one message.
  var parts: [DeviceNews] {
    var parts: [DeviceNews] = []
    var (part, size) = (DeviceNews(chain: chain, kit: kit), chain.reduce(0) { $0 + $1.count })
    func finish() {
      if !part.isEmpty { parts.append(part) }
      (part, size) = (DeviceNews(), 0)
    }
    // The longest that a note can be: every character of a name written as an escape.
    let noteSize = 2 * 6 * PersonalName.byteLimit + 128
    for note in notes {
      if size + noteSize > LogMessage.room || part.notes.count == Self.notesLimit { finish() }
      part.notes.append(note)
      size += noteSize
    }
    for der in certificates where der.count <= SealingLimits.certificateSize {
      if size + der.count > LogMessage.room || part.certificates.count == Self.certificatesLimit { finish() }
      part.certificates.append(der)
      size += der.count
    }
    finish()
    return parts
  }

  /// Empty where there are none; nil for what is no list of as many.
  private static func certificates(_ list: StrictJSON?, upTo limit: Int) -> [[UInt8]]? {
    guard let list else { return [] }
    guard let elements = list.elements, elements.count <= limit else { return nil }
    var all: [[UInt8]] = []
    for element in elements {
      guard let text = element.stringValue, let der = try? Base64URL.decode(text),  // why it is none is of no use
        !der.isEmpty, der.count <= SealingLimits.certificateSize
      else { return nil }
      all.append(der)
    }
    return all
  }

  private static func note(_ json: StrictJSON) -> DeviceNote? {
    guard let id = json["id"]?.stringValue.flatMap({ DeviceID($0) }), let name = json["name"]?.stringValue else {
      return nil
    }
    var platform: String?
    if let value = json["platform"] {
      guard let text = value.stringValue else { return nil }
      platform = text
    }
    return try? DeviceNote(id: id, name: name, platform: platform)  // why a name is none is of no use
  }

  private static func json(_ note: DeviceNote) -> StrictJSON {
    var members: [StrictJSON.Member] = [.init("id", .string(note.id.text)), .init("name", .string(note.name))]
    if let platform = note.platform { members.append(.init("platform", .string(platform))) }
    return .object(members)
  }
}
