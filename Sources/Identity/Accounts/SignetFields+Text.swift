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
    if let log { writer.append(log) }
    if let devices, !devices.isEmpty { writer.append(devices) }
    writer.append(Self.tail)
    return writer.finish()
  }

  /// Bytes that are certainly enough for the text.
  private var textLimit: Int {
    let secrets = [recoverySeed].compactMap { $0 } + (receive.entries + sync.entries).map(\.key)
    let open = log.map { [$0.account.bytes, $0.genesis.bytes] + $0.heads.map(\.bytes) + $0.keys + $0.entries } ?? []
    let told = (devices?.notes ?? []).flatMap { [$0.id.bytes, Array($0.name.utf8), Array(($0.platform ?? "").utf8)] }
    return 256 + secrets.reduce(0) { $0 + SecretBase64.textSize(of: $1.count) + 64 }
      + (open + (devices?.certificates ?? [])).reduce(0) { $0 + SecretBase64.textSize(of: $1.count) + 8 }
      + told.reduce(0) { $0 + SecretBase64.textSize(of: $1.count) + 32 }
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

  mutating func append(_ log: ArchivedLog) {
    append(SignetFields.logHead)
    append(base64: log.account.bytes)
    append(SignetFields.quote + SignetFields.genesisHead)
    append(base64: log.genesis.bytes)
    append(SignetFields.quote)
    append(log.heads.map(\.bytes), SignetFields.headsHead)
    append(log.keys, SignetFields.keysHead)
    append(log.entries, SignetFields.entriesHead)
    append(SignetFields.tail)
  }

  mutating func append(_ devices: ArchivedDevices) {
    append(SignetFields.devicesHead)
    for (index, note) in devices.notes.enumerated() {
      append((index > 0 ? SignetFields.comma : []) + SignetFields.idHead)
      append(base64: note.id.bytes)
      append(SignetFields.quote + SignetFields.nameHead)
      append(base64: Array(note.name.utf8))
      append(SignetFields.quote)
      if let platform = note.platform {
        append(SignetFields.platformHead)
        append(base64: Array(platform.utf8))
        append(SignetFields.quote)
      }
      append(SignetFields.tail)
    }
    append(SignetFields.listTail)
    append(devices.certificates, SignetFields.certificatesHead)
    append(SignetFields.tail)
  }

  private mutating func append(_ list: [[UInt8]], _ head: [UInt8]) {
    append(head)
    for (index, bytes) in list.enumerated() {
      append(index > 0 ? SignetFields.comma + SignetFields.quote : SignetFields.quote)
      append(base64: bytes)
      append(SignetFields.quote)
    }
    append(SignetFields.listTail)
  }

  private mutating func append(base64 bytes: [UInt8]) {
    _ = buffer.extend(room: SecretBase64.textSize(of: bytes.count)) { target in
      bytes.withUnsafeBytes { SecretBase64.encode($0, into: target) }
      return target.count
    }
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
