import CArgon2
import GnuTLS
import Platform

/// The AES key of an encrypted archive.
public enum ArchiveKey {
  /// Bytes of an archive key.
  public static let size = 32
  /// Bytes of salt in front of an encrypted archive.
  public static let saltSize = 16

  /// The key of a password: SHA-256 of Argon2i (version 0x13, 16 passes, 64 MiB, one lane, 32 bytes out).
  ///
  /// Takes half a second or more and 64 MiB, which are given back before it returns; so not in a task.
  /// - Parameter salt: 8 bytes or more; archives have 16.
  /// - Throws: `ArchiveError.libraryFailed`.
  public static func derive(password: Secret, salt: [UInt8]) throws(ArchiveError) -> Secret {
    try Failures.wrap {
      let raw = try stretch(password: password, salt: salt)
      return try Secret(count: size) { key in raw.withBytes { Digest.sha256.hash($0, into: key) } }
    }
  }

  /// What comes out of Argon2i, before it is hashed.
  static func stretch(password: Secret, salt: [UInt8]) throws -> Secret {
    try Secret(count: size) { raw in
      let status = password.withBytes { password in
        argon2i_hash_raw(
          16, 64 << 10, 1, password.baseAddress, password.count, salt, salt.count, raw.baseAddress, raw.count)
      }
      guard status == ARGON2_OK.rawValue else {
        let text = argon2_error_message(status).map { String(cString: $0) } ?? "error \(status)"
        throw ArchiveError(.libraryFailed, "the password could not be stretched: \(text)")
      }
    }
  }

  /// The key in a key file: 32 bytes as they are, or in base64 or hex with or without one line feed at the end.
  /// - Throws: `ArchiveError.secretUnusable`.
  public static func parse(_ file: Secret) throws(ArchiveError) -> Secret {
    let parsed: Secret? = try Failures.wrap {
      if file.count == size { return file }
      return try file.withBytes { bytes throws -> Secret? in
        let line = bytes.last == UInt8(ascii: "\n") ? UnsafeRawBufferPointer(rebasing: bytes.dropLast()) : bytes
        if line.count == 2 * size { return try hex(line) }
        guard line.count <= 64, let key = try Base64.decode(line, limit: line.count) else { return nil }
        return key
      }
    }
    guard let parsed, parsed.count == size else {
      throw ArchiveError(
        .secretUnusable, "the archive key file holds no key",
        hint: "it has to be 32 bytes, or these in base64 or hexadecimal digits")
    }
    return parsed
  }

  private static func hex(_ line: UnsafeRawBufferPointer) throws -> Secret? {
    guard line.allSatisfy({ JSONScanner.hexValue($0) != nil }) else { return nil }
    return try Secret(count: size) { key in
      for place in 0..<size {
        let (high, low) = (JSONScanner.hexValue(line[2 * place]) ?? 0, JSONScanner.hexValue(line[2 * place + 1]) ?? 0)
        key[place] = high << 4 | low
      }
    }
  }
}
