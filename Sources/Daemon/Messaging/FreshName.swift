import DaemonAPI
import GnuTLS
import Platform
import Sealing

/// New names, of 128 random bits each. That they have another length than they must have would be a fault of ours.
enum FreshName {
  /// In hex.
  /// - Throws: `GnuTLSError`, `APIError.internalError`; the same below.
  static func message() throws -> MessageID {
    try made("message id", MessageID(Hex.text(of: try Random.bytes(PacketNumber.byteCount))))
  }

  static func channel() throws -> ChannelID {
    try made("channel id", ChannelID(random: try Random.bytes(PacketNumber.byteCount)))
  }

  static func nonce() throws -> ChannelNonce {
    try made("nonce", ChannelNonce(bytes: try Random.bytes(ChannelNonce.byteCount)))
  }

  static func packet() throws -> PacketNumber {
    try made("packet number", PacketNumber(bytes: try Random.bytes(PacketNumber.byteCount)))
  }

  private static func made<Name>(_ what: String, _ name: Name?) throws -> Name {
    guard let name else { throw APIError(.internalError, "no \(what) could be made") }
    return name
  }
}
