import GnuTLS
import Identity

/// Keys that cost nothing: a "signature" is a digest over key and message. A test that forges one has the key.
struct FakeKey: Hashable {
  let spki: [UInt8]
  let isRecovery: Bool

  init(_ name: String, isRecovery: Bool = false) {
    spki = Array("fake key \(name)".utf8)
    self.isRecovery = isRecovery
  }

  var id: KeyID { KeyID(ofSPKI: spki) }
  var algorithm: StatementSignature.Algorithm { isRecovery ? .ed25519 : .pss }

  func sign(_ statement: Statement, as role: StatementSignature.Role) -> StatementSignature {
    let message = StatementSignature.message(statement, role: role, algorithm: algorithm)
    return StatementSignature(role: role, algorithm: algorithm, key: id, bytes: Self.seal(spki, message))
  }

  static func seal(_ spki: [UInt8], _ message: [UInt8]) -> [UInt8] { Digest.sha256.hash(spki + [0] + message) }
}

struct FakeChecker: StatementSignatureChecker {
  func isValid(_ signature: StatementSignature, over message: [UInt8], spki: [UInt8]) -> Bool {
    signature.bytes == FakeKey.seal(spki, message)
  }
}

/// Seeded, so that a failing run can be repeated (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }
}
