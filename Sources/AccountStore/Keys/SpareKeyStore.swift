import Files
import GnuTLS
import Platform

/// One RSA key made ahead while the daemon is idle, so that making an account or a device need not wait for it.
///
/// It is sealed by AES-256-GCM under the data key; the associated data name its purpose, so that it can only ever
/// become a device key. File: IV (12 bytes), ciphertext, tag (16 bytes).
public struct SpareKeyStore: Sendable {
  /// What taking a spare key came to.
  public enum Taken: Sendable {
    case key(PrivateKey)
    case empty
    /// It could not be opened and was put aside as `finding` says; make a new one.
    case damaged(Finding)
  }

  private static let purpose = Array("signet spare device key 1".utf8)
  private static let limit = 64 << 10
  private static let damagedPrefix = "damaged-"

  private let folder: String
  private let dataKey: Secret
  private var path: String { Self.path(in: folder) }

  /// - Parameter dataKey: see `DataFolder.dataKey`.
  public init(_ data: DataFolder, dataKey: Secret) {
    folder = data.sparePath
    self.dataKey = dataKey
  }

  /// Whether there is one.
  public var isFull: Bool { FileReader.exists(path) }

  /// The same for somebody who has no data key.
  public static func isFull(in data: DataFolder) -> Bool { FileReader.exists(path(in: data.sparePath)) }

  private static func path(in folder: String) -> String { folder + "/device.key" }

  /// Keeps a key; one that is there already stays, and this one is not kept.
  /// - Throws: `GnuTLSError`, `SystemError`, `FileError`.
  public func put(_ key: PrivateKey) throws {
    try Folder.create(folder)
    let sealed = try seal(key.pkcs8PEM())
    do throws(FileError) {
      try AtomicFile.create(path, with: sealed)
    } catch  where error.kind == .fileExists {
      // One is enough.
    }
  }

  /// Takes the key out. It is gone from the disk before it is handed over, durably: no key can ever be two devices'.
  /// - Throws: `FileError`, `SystemError`.
  public func take() throws -> Taken {
    guard isFull else { return .empty }
    let sealed = try FileReader.read(path, limit: Self.limit)
    guard let key = try open(sealed) else { return .damaged(try putAside()) }
    try Folder.remove(path)
    return .key(key)
  }

  /// The damaged ones that were put aside.
  public func inspect() throws(FileError) -> [Finding] {
    guard Folder.isFolder(folder) else { return [] }
    return try Folder.list(folder).filter { $0.hasPrefix(Self.damagedPrefix) }.map { finding(folder + "/" + $0) }
  }

  private func seal(_ plain: Secret) throws -> [UInt8] {
    let iv = try Random.bytes(AES256GCM.ivSize)
    return iv + (try plain.withBytes { try AES256GCM.seal($0, key: dataKey, iv: iv, aad: Self.purpose) })
  }

  private func open(_ sealed: [UInt8]) throws -> PrivateKey? {
    guard sealed.count > AES256GCM.ivSize + AES256GCM.tagSize else { return nil }
    let iv = Array(sealed.prefix(AES256GCM.ivSize))
    let content = sealed.dropFirst(AES256GCM.ivSize)
    var buffer = try SecretBuffer(limit: content.count)
    _ = content.withUnsafeBytes { buffer.append($0) }
    do {
      let dataKey = dataKey
      try buffer.withMutableBytes { raw in
        try Self.purpose.withUnsafeBytes { try AES256GCM.open(inPlace: raw, key: dataKey, iv: iv, aad: $0) }
      }
      buffer.truncate(to: content.count - AES256GCM.tagSize)
      return try PrivateKey(serialised: buffer.finish())
    } catch is GnuTLSError {
      return nil
    }
  }

  private func putAside() throws(FileError) -> Finding {
    let aside = folder + "/" + Self.damagedPrefix + String(UInt64.random(in: .min ... .max), radix: 16)
    try Folder.rename(path, to: aside)
    return finding(aside)
  }

  private func finding(_ aside: String) -> Finding {
    Finding(
      .spareKeyDamaged, subject: aside, "a spare key could not be opened and is used for nothing", cure: "rm '\(aside)'"
    )
  }
}
