import GnuTLS
import JOSE
import Jasper
import Platform

/// Which message of the exchange: each has a key of its own.
enum Step: String, Sendable, CaseIterable {
  case hello, reveal, answer, done

  var mailbox: Mailbox { self == .hello || self == .answer ? .toNew : .toOld }
}

/// Seals and opens the messages of one step: AES-256-GCM in the `message` of a packet.
///
/// A message is cut into parts. Base64url of: place (4 bytes, big-endian, from 0), number of parts (4), iv (12),
/// ciphertext, tag (16). Associated data: `signet link 1 `, the step's name, place and number. Plaintext of a part:
/// its length (4 bytes), its bytes, zeros up to a power of two from 512 bytes on.
struct MessageKey: Sendable {
  let step: Step
  private let recipient: String
  private let key: Secret

  static let smallest = 512
  private static let headSize = 8
  private static let lengthSize = 4

  init(_ step: Step, link: Link, key: Secret) {
    self.step = step
    self.key = key
    recipient = step.mailbox.recipient(of: link)
  }

  /// The key of a step that comes before the session: HKDF-SHA-512 of the link's secret alone.
  init(before step: Step, link: Link) throws(LinkingError) {
    do {
      let secret = try Secret(copying: link.secret)
      let key = try HKDF.sha512(secret, info: Self.name(of: step), count: AES256GCM.keySize)
      self.init(step, link: link, key: key)
    } catch {
      throw .failed(error)
    }
  }

  static func name(of step: Step) -> [UInt8] { Array("signet link 1 \(step.rawValue)".utf8) }

  /// The packets of a message.
  /// - Throws: `LinkingError.linkAnswerRefused` when it is too long, `libraryFailed`.
  func seal(_ message: Secret, _ random: RandomFill) throws(LinkingError) -> [Packet] {
    let room = LinkingLimits.part - Self.lengthSize
    let count = max(1, (message.count + room - 1) / room)
    guard count <= LinkingLimits.parts else {
      throw LinkingError(.linkAnswerRefused, "what the new device would get is too long for a link")
    }
    do {
      return try (0..<count).map { place in
        try seal(message, place * room..<min(message.count, (place + 1) * room), at: place, of: count, random)
      }
    } catch {
      throw .failed(error)
    }
  }

  private func seal(
    _ message: Secret, _ range: Range<Int>, at place: Int, of count: Int, _ random: RandomFill
  ) throws -> Packet {
    var size = Self.smallest
    while size < range.count + Self.lengthSize { size *= 2 }
    let padded = try Secret(count: size) { buffer in
      buffer.storeBytes(of: UInt32(range.count).bigEndian, as: UInt32.self)
      message.withBytes { bytes in
        UnsafeMutableRawBufferPointer(rebasing: buffer[Self.lengthSize...]).copyBytes(from: bytes[range])
      }
    }
    let iv = try [UInt8](random: AES256GCM.ivSize, random)
    let head = Self.bytes(place) + Self.bytes(count)
    let sealed = try padded.withBytes { try AES256GCM.seal($0, key: key, iv: iv, aad: Self.name(of: step) + head) }
    return Packet(
      recipient: recipient, message: Base64URL.encode(head + iv + sealed),
      signature: Base64.encode(try [UInt8](random: LinkingLimits.signature, random)))
  }

  /// A part of a message, if `packet` is one: whatever does not authenticate is passed over.
  func open(_ packet: Packet) -> MessagePart? {
    let most = (Self.headSize + AES256GCM.ivSize + LinkingLimits.part + AES256GCM.tagSize) * 4 / 3 + 4
    guard packet.recipient == recipient, packet.message.utf8.count <= most,
      // Anybody may write into a mailbox; why it is nothing of ours is of no use.
      let bytes = try? Base64URL.decode(packet.message)
    else { return nil }
    let start = Self.headSize + AES256GCM.ivSize
    guard bytes.count > start + AES256GCM.tagSize + Self.lengthSize else { return nil }
    let head = Array(bytes[..<Self.headSize])
    let (place, count) = (Self.number(head[..<4]), Self.number(head[4...]))
    guard count >= 1, count <= LinkingLimits.parts, place < count else { return nil }
    // As above: what does not open is somebody else's.
    guard let content = try? decrypt(bytes[start...], iv: Array(bytes[Self.headSize..<start]), head) else { return nil }
    return MessagePart(place: place, count: count, content: content)
  }

  private func decrypt(_ sealed: ArraySlice<UInt8>, iv: [UInt8], _ head: [UInt8]) throws -> Secret? {
    var buffer = try SecretBuffer(limit: sealed.count)
    _ = sealed.withUnsafeBytes { buffer.append($0) }
    let (key, aad) = (key, Self.name(of: step) + head)
    try buffer.withMutableBytes { raw in
      try aad.withUnsafeBytes { try AES256GCM.open(inPlace: raw, key: key, iv: iv, aad: $0) }
    }
    let size = sealed.count - AES256GCM.tagSize
    let length = buffer.withBytes { Self.number(Array($0[..<Self.lengthSize])[...]) }
    guard length <= size - Self.lengthSize else { return nil }
    return try buffer.withBytes { bytes in
      try Secret(copying: UnsafeRawBufferPointer(rebasing: bytes[Self.lengthSize..<Self.lengthSize + length]))
    }
  }

  private static func bytes(_ number: Int) -> [UInt8] { withUnsafeBytes(of: UInt32(number).bigEndian, Array.init) }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}
