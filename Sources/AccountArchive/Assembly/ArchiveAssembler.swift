import GnuTLS
import Platform

/// Makes values of the text of an archive. What it cannot read it keeps, as long as the account stands without it.
struct ArchiveAssembler {
  let opened: OpenedText
  var warnings = WarningList()
  /// Places of the known entries.
  private var known: [EntryName: Int] = [:]

  /// - Throws: `ArchiveError.json`, `key`, `chain`, `crl`, `tooLarge`, `libraryFailed`.
  static func assemble(_ text: Secret, limits: ArchiveLimits) throws(ArchiveError) -> Archive {
    try text.withBytes { bytes throws(ArchiveError) in
      let opened = OpenedText(text: text, bytes: bytes, index: try JSONScanner.index(bytes, limits: limits))
      guard opened.kind(0) == .object else { throw ArchiveError(.json, "the text of the archive is not a JSON object") }
      var assembler = ArchiveAssembler(opened: opened)
      return try assembler.assemble()
    }
  }

  private init(opened: OpenedText) { self.opened = opened }

  private mutating func assemble() throws(ArchiveError) -> Archive {
    var others: [Int] = []
    for place in opened.index.children(of: 0) {
      if let name = EntryName(literal: opened.name(place)) { known[name] = place } else { others.append(place) }
    }
    try checkMemory(entries: others.count)
    let key = try accountKey()
    var archive = Archive(accountKey: key, chain: try chain(of: key))
    archive.revocationList = try revocationList(of: key)
    archive.authorityKey = try authorityKey(&archive)
    archive.ethereumKey = try ethereumKey(&archive)
    archive.signet = try signet(&archive)
    addContacts(to: &archive)
    addConversations(to: &archive)
    addSettings(others, to: &archive)
    for name in EntryName.allCases where name.isDeviceSecret && known[name] != nil {
      warnings.add(.deviceSecretDropped, "\(name.rawValue) of the device that wrote the archive was dropped")
    }
    archive.warnings = warnings.finished()
    return archive
  }

  /// A list of 200,000 empty contacts is short as text and long as values.
  private func checkMemory(entries others: Int) throws(ArchiveError) {
    var entries = others
    for name in [EntryName.contacts, .conversations, .conversationRequests] {
      guard let place = known[name] else { continue }
      for _ in opened.index.children(of: place) { entries += 1 }
    }
    let fields = known[.contacts].map { Int(opened.index.nodes[$0].next) - $0 } ?? 0
    let held =
      opened.bytes.count + opened.index.nodes.count * MemoryLayout<JSONIndex.Node>.stride
      + entries * ArchiveLimits.entryBytes + fields * ArchiveLimits.fieldBytes
    guard held <= ArchiveLimits.heldBytes else {
      throw ArchiveError(
        .tooLarge, "the archive has \(entries) entries beside \(opened.bytes.count) bytes of text, too much to hold")
    }
  }

  /// The place of a known entry.
  func place(_ name: EntryName) -> Int? { known[name] }

  /// Notes that a known entry cannot be used, and keeps it as it stands.
  mutating func keep(_ name: EntryName, because reason: String, in archive: inout Archive) {
    guard let place = known[name] else { return }
    archive.unknown.append(opened.entry(place))
    warnings.add(.entryUnreadable, "\(name.rawValue) is left as it is: \(reason)")
  }
}
