import Files
import GnuTLS
import Identity
import Platform

/// The joins of this machine that wait for an answer, a file each, sealed by AES-256-GCM under the data key; the
/// associated data name it. File: IV (12 bytes), ciphertext, tag (16 bytes).
public struct PendingJoins: Sendable {
  /// Which one: by the account that answers a link, or by the request that was written into a file.
  public struct Name: Sendable, Hashable {
    let text: String

    /// Over a relay: the account has said which it is before it is told anything.
    public init(account: JamiID) { text = "account-\(account.text)" }

    /// - Parameter request: SHA-256 of the file.
    public init(request: [UInt8]) { text = "request-\(Hex.text(of: request))" }

    init(_ text: String) { self.text = text }
  }

  private static let limit = 256 << 10
  private static let purpose = "signet pending join 1 "

  private let folder: String
  private let dataKey: Secret

  /// - Throws: `FileError`, `StoreError.dataKeyDamaged`.
  public init(_ data: DataFolder) throws {
    folder = data.joinsPath
    dataKey = try data.dataKey()
  }

  /// Keeps it durably; one of the same name stays, and this one is not kept.
  /// - Throws: `FileError`, `GnuTLSError`, `SystemError`.
  public func keep(_ join: PendingJoin, as name: Name) throws {
    try Folder.create(folder)
    // A request is named by its own digest, and an account's is looked for first.
    guard !FileReader.exists(path(name)) else { return }
    try AtomicFile.create(path(name), with: try seal(join.serialise(), name))
  }

  private func seal(_ plain: Secret, _ name: Name) throws -> [UInt8] {
    let iv = try Random.bytes(AES256GCM.ivSize)
    let aad = Array((Self.purpose + name.text).utf8)
    let key = dataKey
    return iv + (try plain.withBytes { try AES256GCM.seal($0, key: key, iv: iv, aad: aad) })
  }

  /// Nil where there is none, or one that cannot be opened: then it is as if it had never been.
  /// - Throws: `FileError`, `SystemError`.
  public func find(_ name: Name) throws -> PendingJoin? {
    guard FileReader.exists(path(name)) else { return nil }
    let sealed = try FileReader.read(path(name), limit: Self.limit)
    guard sealed.count > AES256GCM.ivSize + AES256GCM.tagSize else { return nil }
    let content = sealed.dropFirst(AES256GCM.ivSize)
    let (iv, aad, dataKey) = (
      Array(sealed.prefix(AES256GCM.ivSize)), Array((Self.purpose + name.text).utf8), dataKey
    )
    var buffer = try SecretBuffer(limit: content.count)
    _ = content.withUnsafeBytes { buffer.append($0) }
    do {
      try buffer.withMutableBytes { raw in
        try aad.withUnsafeBytes { try AES256GCM.open(inPlace: raw, key: dataKey, iv: iv, aad: $0) }
      }
      buffer.truncate(to: content.count - AES256GCM.tagSize)
      return try PendingJoin.read(buffer.finish())
    } catch is GnuTLSError {
      return nil
    }
  }

  /// Once it has come to its end.
  /// - Throws: `FileError`.
  public func remove(_ name: Name) throws(FileError) {
    guard FileReader.exists(path(name)) else { return }
    try WipedFile.remove(path(name))
  }

  /// Removes those that nobody will answer any more, by the date of their files.
  /// - Throws: `FileError`.
  public static func sweep(_ data: DataFolder, now: UnixTime) throws(FileError) {
    guard Folder.isFolder(data.joinsPath) else { return }
    for name in try Folder.list(data.joinsPath) {
      let path = data.joinsPath + "/" + name
      let age = now.seconds - (try FileReader.status(path).modified.seconds)
      if age > PendingJoin.life { try Folder.remove(path) }
    }
  }

  private func path(_ name: Name) -> String { folder + "/" + name.text }
}
