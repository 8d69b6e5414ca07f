import GnuTLS
import Platform

/// The encryption of a secret before it is shared (SLIP-0039, "Encryption of the master secret"): four rounds of a
/// Feistel network whose round function is PBKDF2, so that every bit of the result depends on every bit that went in.
///
/// There is no wrong passphrase: each gives another secret.
struct SecretCipher {
  private let saltHead: [UInt8]
  private let iterations: Int
  private let passphrase: Secret?

  private static let rounds: [UInt8] = [0, 1, 2, 3]

  /// - Parameter passphrase: printable ASCII; nil for the empty one.
  /// - Throws: `RecoveryError.passphraseRefused`.
  init(
    identifier: Int, isExtendable: Bool, iterationExponent: Int, passphrase: Secret?
  ) throws(RecoveryError) {
    if let passphrase, !passphrase.withBytes({ bytes in bytes.allSatisfy { (32...126).contains($0) } }) {
      throw RecoveryError(
        .passphraseRefused, "the passphrase of a share must be made of printable ASCII characters",
        hint: "letters without accents, digits, punctuation and blanks")
    }
    saltHead =
      isExtendable ? [] : Array("shamir".utf8) + [UInt8(identifier >> 8), UInt8(truncatingIfNeeded: identifier)]
    iterations = 2500 << iterationExponent
    self.passphrase = passphrase
  }

  /// - Parameter secret: an even number of bytes.
  func encrypt(_ secret: Secret) throws(RecoveryError) -> Secret { try run(secret, Self.rounds) }

  func decrypt(_ secret: Secret) throws(RecoveryError) -> Secret { try run(secret, Self.rounds.reversed()) }

  private func run(_ secret: Secret, _ rounds: [UInt8]) throws(RecoveryError) -> Secret {
    let half = secret.count / 2
    // Left and right half, and then what the round function makes of the right one.
    let work = try Failures.secret(3 * half) { work in
      secret.withBytes { work.copyMemory(from: $0) }
      let left = UnsafeMutableRawBufferPointer(rebasing: work[..<half])
      let right = UnsafeMutableRawBufferPointer(rebasing: work[half..<(2 * half)])
      let mixed = UnsafeMutableRawBufferPointer(rebasing: work[(2 * half)...])
      for round in rounds {
        try mix(UnsafeRawBufferPointer(right), round, into: mixed)
        for index in 0..<half {
          let kept = right[index]
          right[index] = left[index] ^ mixed[index]
          left[index] = kept
        }
      }
    }
    return try Failures.secret(secret.count) { result in
      work.withBytes { work in
        for index in 0..<half {
          result[index] = work[half + index]
          result[half + index] = work[index]
        }
      }
    }
  }

  /// The round function over `half`.
  private func mix(
    _ half: UnsafeRawBufferPointer, _ round: UInt8, into result: UnsafeMutableRawBufferPointer
  ) throws {
    let password = try Secret(count: 1 + (passphrase?.count ?? 0)) { bytes in
      bytes[0] = round
      passphrase?.withBytes { UnsafeMutableRawBufferPointer(rebasing: bytes[1...]).copyMemory(from: $0) }
    }
    let salt = try Secret(count: saltHead.count + half.count) { bytes in
      bytes.copyBytes(from: saltHead)
      UnsafeMutableRawBufferPointer(rebasing: bytes[saltHead.count...]).copyMemory(from: half)
    }
    try password.withBytes { password in
      try salt.withBytes { try PBKDF2.derive(password: password, salt: $0, iterations: iterations, into: result) }
    }
  }
}
