/// The body of a `/fetch`: by recipient, as clients ask, or by hashes, as servers ask.
public struct FetchRequest: Sendable, Equatable {
  public enum Wanted: Sendable, Equatable {
    case recipient(String)
    case hashes([PacketHash])
  }

  public var wanted: Wanted
  /// An addition of Signet relays: only packets that came after this cursor of an earlier answer; 0 for all.
  public var after: Int64?
  /// An addition of Signet relays: seconds to wait for a packet where none is there.
  public var wait: Int64?

  public init(_ wanted: Wanted, after: Int64? = nil, wait: Int64? = nil) {
    self.wanted = wanted
    self.after = after
    self.wait = wait
  }

  /// The recipient is looked at first, as the protocol says. One that is null or empty counts as absent: some servers
  /// write every member of their structures.
  /// - Throws: `JasperError`: `bodyMalformed`, `bodyRefused`, `valueTooLong`.
  public init(json: UnsafeRawBufferPointer) throws(JasperError) {
    var recipient: String?
    var hashes: [PacketHash]?
    var (after, wait): (Int64?, Int64?) = (nil, nil)
    try JSONReader.read(json) { (reader) throws(JasperError) in
      try reader.object { (reader, name) throws(JasperError) in
        if reader.isEqual(name, "recipient") {
          if try !reader.isNull() {
            recipient = reader.text(try reader.string("recipient", limit: PacketLimits.recipient))
          }
        } else if reader.isEqual(name, "hashes") {
          if try !reader.isNull() { hashes = try HashesBody.hashes(&reader) }
        } else if reader.isEqual(name, "after") {
          after = try Self.cursor(&reader)
        } else if reader.isEqual(name, "wait") {
          wait = try reader.integer("wait")
        } else {
          try reader.skip()
        }
      }
    }
    if let recipient, !recipient.isEmpty {
      wanted = .recipient(recipient)
    } else if let hashes {
      wanted = .hashes(hashes)
    } else {
      throw JasperError(.bodyRefused, "recipient or hashes is wanted")
    }
    guard (wait ?? 0) >= 0, (after ?? 0) >= 0 else {
      throw JasperError(.bodyRefused, "after and wait are not negative")
    }
    (self.after, self.wait) = (after, wait)
  }

  /// A cursor is text in answers, and text or a number in requests.
  static func cursor(_ reader: inout JSONReader) throws(JasperError) -> Int64 {
    guard reader.next() == 0x22 else { return try reader.integer("after") }
    let text = reader.text(try reader.string("after", limit: 32))
    guard let cursor = Int64(text) else { throw JasperError(.bodyRefused, "after is no cursor of an answer") }
    return cursor
  }

  public var json: [UInt8] {
    var output: [UInt8]
    switch wanted {
    case .recipient(let recipient):
      output = Array(#"{"recipient":"#.utf8)
      JSONText.write(recipient, to: &output)
    case .hashes(let hashes):
      output = HashesBody(hashes: hashes).json
      output.removeLast()
    }
    if let after { output += #","after":"\#(after)""#.utf8 }
    if let wait { output += #","wait":\#(wait)"#.utf8 }
    output.append(0x7D)
    return output
  }
}
