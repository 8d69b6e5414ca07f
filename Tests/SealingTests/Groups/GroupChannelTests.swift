import GnuTLS
import Identity
import Platform
import Testing

@testable import Sealing

@Suite struct GroupChannelTests {
  private let owner: ChannelMember
  private let nonce: ChannelNonce

  init() throws {
    owner = try Self.member(id: Array(0...19), account: Array(0...31))
    nonce = try #require(ChannelNonce(bytes: Array(100...115)))
  }

  private static func member(id: [UInt8], account: [UInt8]) throws -> ChannelMember {
    ChannelMember(id: try #require(JamiID(bytes: id)), account: try #require(AccountFingerprint(bytes: account)))
  }

  /// Every array that differs in one bit.
  private static func flipped(_ bytes: [UInt8]) -> [[UInt8]] {
    (0..<bytes.count * 8).map { bit in
      var other = bytes
      other[bit / 8] ^= 1 << UInt8(bit % 8)
      return other
    }
  }

  @Test func `an owner and a nonce make one UUID of version 8, the one that another implementation comes to`() {
    // By Python's hashlib, written out.
    #expect(GroupChannel.id(owner: owner, nonce: nonce).text == "f4785b78-de2c-85cf-8525-d06f2a1c583f")
  }

  @Test func `each bit of the owner's two names and of the nonce makes another ID`() throws {
    var ids: Set = [GroupChannel.id(owner: owner, nonce: nonce)]
    for id in Self.flipped(owner.id.bytes) {
      ids.insert(GroupChannel.id(owner: try Self.member(id: id, account: owner.account.bytes), nonce: nonce))
    }
    for account in Self.flipped(owner.account.bytes) {
      ids.insert(GroupChannel.id(owner: try Self.member(id: owner.id.bytes, account: account), nonce: nonce))
    }
    for bytes in Self.flipped(nonce.bytes) {
      ids.insert(GroupChannel.id(owner: owner, nonce: try #require(ChannelNonce(bytes: bytes))))
    }
    #expect(ids.count == 1 + (20 + 32 + 16) * 8)
  }

  @Test func `what a direct channel is made of makes no group: the text in front keeps them apart`() {
    let bytes = owner.id.bytes + owner.account.bytes + nonce.bytes
    for text in ["signet direct channel 1", "signet group 1", "signet group 1 ", "signet group 2\0", ""] {
      let other = ChannelID(digest: Digest.sha256.hash(Array(text.utf8) + bytes))
      #expect(GroupChannel.id(owner: owner, nonce: nonce) != other, "\(text)")
    }
    #expect(
      GroupChannel.id(owner: owner, nonce: nonce)
        == ChannelID(digest: Digest.sha256.hash(Array("signet group 1\0".utf8) + bytes)))
  }

  @Test func `a nonce is 16 bytes, of one text`() throws {
    #expect(ChannelNonce(nonce.text) == nonce && nonce.text == "ZGVmZ2hpamtsbW5vcHFycw")
    for bytes in [[], [UInt8](repeating: 1, count: 15), [UInt8](repeating: 1, count: 17)] {
      #expect(ChannelNonce(bytes: bytes) == nil)
    }
    for text in ["", "ZGVmZ2hpamtsbW5vcHFycw==", "ZGVmZ2hpamtsbW5vcHFycx", "ZGVmZ2hpamtsbW5vcHFy", nonce.text + "AA"] {
      #expect(ChannelNonce(text) == nil, "\(text)")
    }
  }
}
