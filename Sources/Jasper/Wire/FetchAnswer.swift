/// The answer to a `/fetch`: `{"messages": […]}`, and for those who sent `after`, where to go on.
public struct FetchAnswer: Sendable, Equatable {
  /// Each checked; what does not pass is left out.
  public var packets: [Packet]
  /// How many were left out.
  public var refused: Int
  /// What to send as `after` next time; nil from a relay that knows no cursors.
  public var cursor: Int64?
  /// Whether there is more after the cursor already.
  public var hasMore: Bool

  public init(packets: [Packet], refused: Int = 0, cursor: Int64? = nil, hasMore: Bool = false) {
    self.packets = packets
    self.refused = refused
    self.cursor = cursor
    self.hasMore = hasMore
  }

  /// - Throws: `JasperError.bodyMalformed` or `bodyRefused` when it is no such answer. A bad packet in it is none.
  public init(json: UnsafeRawBufferPointer) throws(JasperError) {
    self.init(packets: [])
    var isThere = false
    try JSONReader.read(json) { (reader) throws(JasperError) in
      try reader.object { (reader, name) throws(JasperError) in
        if reader.isEqual(name, "messages") {
          isThere = true
          try reader.array { (reader) throws(JasperError) in try add(&reader) }
        } else if reader.isEqual(name, "cursor") {
          cursor = try FetchRequest.cursor(&reader)
        } else if reader.isEqual(name, "more") {
          hasMore = reader.next() == 0x74
          try reader.skip()
        } else {
          try reader.skip()
        }
      }
    }
    guard isThere else { throw JasperError(.bodyRefused, "messages is missing") }
  }

  private mutating func add(_ reader: inout JSONReader) throws(JasperError) {
    // Read twice: a packet that is refused in its middle must still be passed over whole.
    var whole = reader
    try whole.skip()
    do throws(JasperError) {
      let checked = try PacketCheck(reading: &reader)
      packets.append(checked.packet(in: reader))
    } catch {
      refused += 1
    }
    reader = whole
  }
}
