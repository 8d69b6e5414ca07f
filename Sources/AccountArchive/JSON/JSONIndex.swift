/// Where each value of a JSON text lies: 16 bytes a value in one flat list, in the order of the text.
///
/// Built in one pass that also checks the text against RFC 8259; nothing is decoded. That a whole archive of 64 MiB
/// costs its reader hardly more than itself rests on this.
struct JSONIndex {
  struct Node {
    /// Offset of the quotation mark that opens the member's name; `noName` for elements and the root.
    var name: UInt32
    /// Offset of the first byte.
    var start: UInt32
    /// Offset behind the last byte.
    var end: UInt32
    /// Place in the list behind the last value inside this one.
    var next: UInt32
  }

  static let noName = UInt32.max

  /// The root is the first.
  var nodes: [Node] = []

  /// Places of the values directly inside the container at `place`.
  func children(of place: Int) -> Children { Children(index: self, place: place) }

  struct Children: Sequence, IteratorProtocol {
    private let nodes: [Node]
    private var current: Int
    private let end: Int

    init(index: JSONIndex, place: Int) {
      nodes = index.nodes
      current = place + 1
      end = Int(nodes[place].next)
    }

    mutating func next() -> Int? {
      guard current < end else { return nil }
      defer { current = Int(nodes[current].next) }
      return current
    }
  }
}

extension JSONIndex {
  /// The kind of a value, told by its first byte.
  enum Kind: Equatable {
    case object
    case array
    case string
    case number
    /// `true`, `false` or `null`.
    case word

    init(firstByte: UInt8) {
      switch firstByte {
      case UInt8(ascii: "{"): self = .object
      case UInt8(ascii: "["): self = .array
      case UInt8(ascii: "\""): self = .string
      case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): self = .word
      default: self = .number
      }
    }
  }

  func kind(of place: Int, in text: UnsafeRawBufferPointer) -> Kind {
    Kind(firstByte: text[Int(nodes[place].start)])
  }

  /// The literal of a member's name, with its quotation marks. Only for members of objects.
  func nameRange(of place: Int, in text: UnsafeRawBufferPointer) -> Range<Int> {
    let start = Int(nodes[place].name)
    var end = Int(nodes[place].start)
    // Between name and value lie white space and one colon.
    while text[end - 1] != UInt8(ascii: "\"") { end -= 1 }
    return start..<end
  }

  func range(of place: Int) -> Range<Int> { Int(nodes[place].start)..<Int(nodes[place].end) }
}
