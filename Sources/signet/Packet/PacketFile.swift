import DaemonAPI
import Files
import FoundationEssentials
import Platform

/// Packets and keys in files, as commands are given them.
enum PacketFile {
  /// Most bytes of a packet: what a relay takes, with room for white space.
  private static let limit = 2 << 20
  /// Most bytes of a key; one of 4096 bits has under 1 KiB.
  private static let keyLimit = 64 * 1024

  /// The one packet in a file; `-` stands for standard input.
  /// - Throws: `packetMalformed`, `fileNotFound` and its like.
  static func packet(at path: String) throws -> PacketBody {
    let bytes = path == "-" ? try StandardInput.read(limit: limit, as: "the packet") : try read(path, limit: limit)
    do {
      return try JSONDecoder().decode(PacketBody.self, from: Data(bytes))
    } catch {
      throw CommandError(
        .packetMalformed, "\(path == "-" ? "standard input" : path) holds no packet",
        hint: "a packet is one JSON object with recipient, message, hash and signature")
    }
  }

  /// A public key as a packet names its recipient: the base64 of its DER, in one line. PEM is the same in lines.
  /// - Throws: `packetMalformed`, `fileNotFound` and its like.
  static func recipient(at path: String) throws -> String {
    let lines = String(decoding: try read(path, limit: keyLimit), as: UTF8.self).split(whereSeparator: \.isNewline)
    let text = lines.filter { !$0.hasPrefix("-----") }.map { $0.filter { !$0.isWhitespace } }.joined()
    let isBase64 = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
        true
      default: false
      }
    }
    guard isBase64, !text.isEmpty else {
      throw CommandError(
        .packetMalformed, "\(path) holds no public key",
        hint: "it takes PEM (BEGIN PUBLIC KEY), or base64 of the SubjectPublicKeyInfo")
    }
    return text
  }

  private static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    try FileReader.read(path, limit: limit)
  }
}
