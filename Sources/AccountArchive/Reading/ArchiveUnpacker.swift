import Platform

/// Takes compression and encryption off an archive, in the order in which Jami's reader does, and hands out the text.
struct ArchiveUnpacker {
  struct Unpacked {
    let text: Secret
    let layout: ArchiveLayout
    let salt: [UInt8]?
    /// Whether something lies behind the end of a compressed stream.
    let hasTrailingBytes: Bool
  }

  /// What a file may be longer than the text in it, and what may be held beside the text while it inflates.
  private static let slack = 2 << 20

  let source: any ArchiveSource
  let limits: ArchiveLimits

  /// - Throws: `ArchiveError.wrongPasswordOrDamaged`, `truncated`, `gzip`, `json`, `tooLarge`, `passwordNeeded`.
  func unpack(_ secret: ArchiveSecret) throws(ArchiveError) -> Unpacked {
    guard source.size > 0 else { throw ArchiveError(.truncated, "the file is empty") }
    guard source.size <= limits.inflatedBytes + Self.slack else {
      throw ArchiveError(.tooLarge, "the file has \(source.size) bytes, which is more than any archive has")
    }
    switch secret {
    case .none: return try unpackPlain(emptyPassword: false)
    // Deliberate: an empty password means "not encrypted" wherever Jami takes one for a file.
    case .password(let password) where password.count == 0: return try unpackPlain(emptyPassword: true)
    case .password, .key: return try unpackEncrypted(secret)
    }
  }

  private func unpackPlain(emptyPassword: Bool) throws(ArchiveError) -> Unpacked {
    var layers: [InflatingReader] = []
    var reader = PeekingReader(source)
    while try reader.withHead({ ArchiveFrame.isGzip($0) }) {
      guard layers.count < limits.gzipLayers else {
        throw ArchiveError(.tooLarge, "the archive has more than \(limits.gzipLayers) layers of gzip")
      }
      let layer = try InflatingReader(reader, format: .gzip, limit: limits.inflatedBytes)
      layers.append(layer)
      reader = PeekingReader(layer)
    }
    let isWrapped = !layers.isEmpty
    let problem = try reader.withHead { Self.problem(in: $0, isWrapped: isWrapped, emptyPassword: emptyPassword) }
    if let problem { throw problem }
    var buffer = try makeBuffer()
    try buffer.fill(from: reader)
    guard buffer.count <= limits.inflatedBytes else {
      throw ArchiveError(.tooLarge, "the text of the archive has more than \(limits.inflatedBytes >> 20) MiB")
    }
    return Unpacked(
      text: buffer.finish(), layout: ArchiveLayout(scheme: .none, gzipLayers: layers.count), salt: nil,
      hasTrailingBytes: layers.contains { $0.hasTrailingBytes })
  }

  /// Why something that was to be read without a secret cannot be the text of an archive.
  private static func problem(
    in head: UnsafeRawBufferPointer, isWrapped: Bool, emptyPassword: Bool
  ) -> ArchiveError? {
    if !isWrapped && head.count < 3 && ArchiveFrame.gzipMagic.starts(with: head) {
      return ArchiveError(
        .truncated, "the gzip stream is cut short", hint: "copy the file again from where it came from")
    }
    if TextSample.isText(head, isWhole: head.count < 256) { return nil }
    if head.count < ArchiveFrame.smallestEncrypted {
      return ArchiveError(.truncated, "the file is no archive: it has \(head.count) bytes")
    }
    return emptyPassword
      ? EncryptedText.wrongSecret()
      : ArchiveError(
        .passwordNeeded, "the archive is encrypted", hint: "give its password, or its key if it was written with one")
  }

  private func unpackEncrypted(_ secret: ArchiveSecret) throws(ArchiveError) -> Unpacked {
    let reader = PeekingReader(source)
    let (isGzip, isPlausible) = try reader.withHead { (ArchiveFrame.isGzip($0), ArchiveFrame.isPlausibleGzip($0)) }
    guard isGzip else { return try decrypt(load(reader), secret) }
    let layer = try InflatingReader(reader, format: .gzip, limit: limits.inflatedBytes)
    let container: SecretBuffer
    do {
      container = try load(layer)
    } catch let error where error.kind == .gzip || error.kind == .truncated {
      return try decryptLookalike(secret, gzipError: error, isPlausible: isPlausible)
    }
    return try decrypt(container, secret, inside: layer)
  }

  /// One salt in 16 million begins like gzip; so what does not inflate may be encrypted after all.
  /// - Parameter isPlausible: whether it looked so much like gzip that, failing this too, `gzipError` is the truth.
  private func decryptLookalike(
    _ secret: ArchiveSecret, gzipError: ArchiveError, isPlausible: Bool
  ) throws(ArchiveError) -> Unpacked {
    guard source.size >= ArchiveFrame.smallestEncrypted else { throw gzipError }
    source.rewind()
    do {
      return try decrypt(load(source), secret)
    } catch let error where error.kind == .wrongPasswordOrDamaged && isPlausible {
      throw gzipError
    }
  }

  private func decrypt(
    _ container: consuming SecretBuffer, _ secret: ArchiveSecret, inside layer: InflatingReader? = nil
  ) throws(ArchiveError) -> Unpacked {
    var encrypted = try EncryptedText(container)
    let form = try encrypted.open(secret)
    let plaintext = encrypted.reader()
    let reader = try InflatingReader(plaintext, format: .either, limit: limits.inflatedBytes)
    var buffer = try makeBuffer()
    try buffer.fill(from: reader) { held throws(ArchiveError) in
      // A stream that inflates most of its text from its first bytes would have both in memory.
      guard held + plaintext.remaining <= limits.inflatedBytes + Self.slack else {
        throw ArchiveError(.tooLarge, "the archive takes too much memory while it inflates")
      }
    }
    let layout = ArchiveLayout(
      scheme: secret.scheme, gzipLayers: layer == nil ? 0 : 1, innerCompression: reader.compression,
      legacyTag: form.legacyTag)
    return Unpacked(
      text: buffer.finish(), layout: layout, salt: form.salt,
      hasTrailingBytes: reader.hasTrailingBytes || layer?.hasTrailingBytes == true)
  }

  private func makeBuffer() throws(ArchiveError) -> SecretBuffer {
    // Room for more than is allowed, or the lids could not tell "full" from "at the end".
    do {
      return try SecretBuffer(limit: limits.inflatedBytes + 2 * Self.slack)
    } catch {
      throw ArchiveError(.libraryFailed, error.reason)
    }
  }

  private func load(_ reader: any ByteReader) throws(ArchiveError) -> SecretBuffer {
    var buffer = try makeBuffer()
    try buffer.fill(from: reader)
    return buffer
  }
}

extension ArchiveUnpacker {
  /// See `ArchiveReader.isEncrypted`.
  func isEncrypted() throws(ArchiveError) -> Bool? {
    var reader = PeekingReader(source)
    do {
      for _ in 0..<limits.gzipLayers {
        guard try reader.withHead({ ArchiveFrame.isGzip($0) }) else { break }
        reader = PeekingReader(try InflatingReader(reader, format: .gzip, limit: limits.inflatedBytes))
      }
      return try reader.withHead { head in
        if head.isEmpty { return nil }
        if TextSample.isText(head, isWhole: head.count < 256) { return false }
        return head.count < ArchiveFrame.smallestEncrypted ? nil : true
      }
    } catch let error where error.kind == .gzip || error.kind == .truncated {
      return nil
    }
  }
}
