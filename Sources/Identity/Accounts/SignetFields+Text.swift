import Platform

extension SignetFields {
  /// The text.
  /// - Throws: `IdentityError.memoryUnavailable`.
  public func text() throws(IdentityError) -> Secret {
    var writer = try SignetFieldsWriter(limit: textLimit)
    writer.append(Self.head)
    if let recoverySeed {
      writer.append(Self.seedHead)
      writer.append(base64: recoverySeed)
      writer.append(Self.textTail)
    }
    writer.append(receive, Self.receiveHead)
    writer.append(sync, Self.syncHead)
    writer.append(Self.tail)
    return writer.finish()
  }

  /// Bytes that are certainly enough for the text.
  private var textLimit: Int {
    let secrets = [recoverySeed].compactMap { $0 } + (receive.entries + sync.entries).map(\.key)
    return 128 + secrets.reduce(0) { $0 + SecretBase64.textSize(of: $1.count) + 64 }
  }
}

/// Writes the parts of the text one behind the other into locked memory.
private struct SignetFieldsWriter: ~Copyable {
  private var buffer: SecretBuffer

  init(limit: Int) throws(IdentityError) {
    do throws(SystemError) { buffer = try SecretBuffer(limit: limit) } catch { throw .noMemoryForFields }
  }

  mutating func append(_ keys: SharedKeys, _ head: [UInt8]) {
    guard !keys.entries.isEmpty else { return }
    append(head)
    for (index, entry) in keys.entries.enumerated() {
      if index > 0 { append(SignetFields.comma) }
      append(SignetFields.generationHead + Array(String(entry.generation).utf8) + SignetFields.keyHead)
      append(base64: entry.key)
      append(SignetFields.keyTail)
    }
    append(SignetFields.listTail)
  }

  mutating func append(_ text: [UInt8]) {
    let isInside = text.withUnsafeBytes { buffer.append($0) }
    precondition(isInside, "the limit is too low")
  }

  mutating func append(base64 secret: Secret) {
    _ = buffer.extend(room: SecretBase64.textSize(of: secret.count)) { target in
      secret.withBytes { SecretBase64.encode($0, into: target) }
      return target.count
    }
  }

  consuming func finish() -> Secret { buffer.finish() }
}
