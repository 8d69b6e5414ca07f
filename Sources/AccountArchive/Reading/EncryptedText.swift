import GnuTLS
import Platform

/// An encrypted archive in memory: `salt (16) ‖ iv (12) ‖ ciphertext ‖ tag (16)`.
struct EncryptedText: ~Copyable {
  struct Form {
    let salt: [UInt8]
    let legacyTag: Bool
  }

  private var buffer: SecretBuffer

  /// - Throws: `ArchiveError.truncated` when it is too short; `ArchiveError.wrongPasswordOrDamaged` when it is not
  ///   encrypted at all.
  init(_ container: consuming SecretBuffer) throws(ArchiveError) {
    guard container.count >= ArchiveFrame.smallestEncrypted else {
      throw ArchiveError(
        .truncated,
        "an encrypted archive has at least \(ArchiveFrame.smallestEncrypted) bytes, this has \(container.count)",
        hint: "copy the file again from where it came from")
    }
    let isText = container.withBytes { bytes in
      TextSample.isText(UnsafeRawBufferPointer(rebasing: bytes.prefix(256)), isWhole: bytes.count <= 256)
    }
    // Deliberate: not just opened. Who gives a password relies on it to have kept others from making the file.
    guard !isText else {
      throw ArchiveError(
        .wrongPasswordOrDamaged, "a password or key was given, and the archive is not encrypted",
        hint: "open it without one if you trust where it comes from")
    }
    buffer = container
  }

  /// Decrypts in place. Until the tag has been found right, not a byte of the plaintext is to be had; after that
  /// `reader` gives it.
  /// - Throws: `ArchiveError.wrongPasswordOrDamaged`; `ArchiveError.libraryFailed`.
  mutating func open(_ secret: ArchiveSecret) throws(ArchiveError) -> Form {
    let (salt, iv) = buffer.withBytes { bytes in
      (Array(bytes[..<ArchiveKey.saltSize]), Array(bytes[ArchiveKey.saltSize..<ArchiveFrame.headerSize]))
    }
    let key = try Self.key(secret, salt: salt)
    // Kept for the second try, since the first one wipes what it could not open.
    let copy = buffer.count <= ArchiveLimits.legacyBytes ? try copyOfSealed() : nil
    do {
      try buffer.withMutableBytes { bytes throws(GnuTLSError) in
        try AES256GCM.open(inPlace: Self.sealed(bytes), key: key, iv: iv)
      }
      return Form(salt: salt, legacyTag: false)
    } catch {
      guard error.kind == .authenticationFailed else { throw ArchiveError(.libraryFailed, error.reason) }
      guard let copy, try openLegacy(copy, key: key, iv: iv) else { throw Self.wrongSecret() }
      return Form(salt: salt, legacyTag: true)
    }
  }

  /// The plaintext, once. Only after `open`.
  consuming func reader() -> ConsumingReader {
    let range = ArchiveFrame.headerSize..<(buffer.count - ArchiveFrame.tagSize)
    return ConsumingReader(buffer, range: range)
  }

  static func wrongSecret() -> ArchiveError {
    ArchiveError(
      .wrongPasswordOrDamaged, "the archive does not open: wrong password or key, or the file is damaged",
      hint: "the format cannot tell these apart; try the password again, then another copy of the file")
  }

  private static func key(_ secret: ArchiveSecret, salt: [UInt8]) throws(ArchiveError) -> Secret {
    switch secret {
    case .none: throw ArchiveError(.passwordNeeded, "the archive is encrypted")
    case .password(let password): return try ArchiveKey.derive(password: password, salt: salt)
    case .key(let key):
      guard key.count == ArchiveKey.size else {
        throw ArchiveError(.secretUnusable, "an archive key has \(ArchiveKey.size) bytes, this has \(key.count)")
      }
      return key
    }
  }

  /// The form of OpenDHT before 2.0: the tag was computed with the plaintext as associated data. Whether it fits;
  /// then the buffer holds the plaintext.
  private mutating func openLegacy(_ sealed: Secret, key: Secret, iv: [UInt8]) throws(ArchiveError) -> Bool {
    try Failures.wrap {
      // GCM encrypts by adding a key stream, so encrypting the ciphertext with the same key and iv gives the
      // plaintext, and no library has to be asked for unauthenticated decryption. It is used as associated data only.
      let length = sealed.count - ArchiveFrame.tagSize
      var plaintext = try sealed.withBytes { bytes in
        try AES256GCM.seal(UnsafeRawBufferPointer(rebasing: bytes[..<length]), key: key, iv: iv, aad: [])
      }
      defer { plaintext.withUnsafeMutableBytes { WipedMemory.wipe($0) } }
      return try plaintext.withUnsafeBytes { plaintext in
        try buffer.withMutableBytes { bytes throws -> Bool in
          let place = Self.sealed(bytes)
          sealed.withBytes { place.copyMemory(from: $0) }
          do {
            let aad = UnsafeRawBufferPointer(rebasing: plaintext[..<length])
            try AES256GCM.open(inPlace: place, key: key, iv: iv, aad: aad)
            return true
          } catch let error as GnuTLSError where error.kind == .authenticationFailed {
            return false
          }
        }
      }
    }
  }

  private borrowing func copyOfSealed() throws(ArchiveError) -> Secret {
    try Failures.wrap {
      try buffer.withBytes { bytes throws -> Secret in
        try Secret(copying: UnsafeRawBufferPointer(rebasing: bytes[ArchiveFrame.headerSize...]))
      }
    }
  }

  /// Ciphertext and tag.
  private static func sealed(_ bytes: UnsafeMutableRawBufferPointer) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: bytes[ArchiveFrame.headerSize...])
  }
}
