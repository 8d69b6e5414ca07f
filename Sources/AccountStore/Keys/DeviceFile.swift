import Files
import GnuTLS
import Platform

/// The device key and its chain in one file of mode 0600: the key as PKCS#8 PEM, then the certificates of the device,
/// the account and the authority as PEM.
public struct DeviceFile: Sendable {
  /// Most bytes of the file: a key of 8192 bits and three certificates take less than a fifth.
  private static let limit = 128 << 10

  public let key: PrivateKey
  /// Device, account, and where there is one the authority.
  public let chain: [Certificate]

  /// The device certificate.
  public var certificate: Certificate { chain[0] }

  public init(key: PrivateKey, chain: [Certificate]) throws(StoreError) {
    guard let certificate = chain.first else { throw Self.damaged("it has no certificate") }
    guard certificate.publicKey.spki == key.publicKey.spki else {
      throw Self.damaged("its key is not that of its certificate")
    }
    self.key = key
    self.chain = chain
  }

  /// - Throws: `FileError`, `StoreError.deviceFileDamaged`.
  public static func read(_ path: String) throws -> DeviceFile {
    let content = try FileReader.readSecret(path, limit: limit)
    guard let certificates = content.withBytes({ firstCertificate(in: $0) }) else {
      throw damaged("it has no certificate")
    }
    do {
      // Only the certificates leave locked memory.
      let key = try content.withBytes { try Secret(copying: UnsafeRawBufferPointer(rebasing: $0[..<certificates])) }
      let chain = try Certificate.list(pem: content.withBytes { Array($0[certificates...]) })
      return try DeviceFile(key: PrivateKey(serialised: key), chain: chain)
    } catch let error as GnuTLSError {
      throw damaged(error.reason)
    }
  }

  /// The file's bytes.
  /// - Throws: `GnuTLSError`, `SystemError.memoryUnavailable`.
  public static func serialise(key: PrivateKey, chain: [Certificate]) throws -> Secret {
    let keyText = try key.pkcs8PEM()
    let certificates = Array(chain.map(\.pem).joined().utf8)
    return try Secret(count: keyText.count + certificates.count) { target in
      keyText.withBytes { target.copyMemory(from: $0) }
      UnsafeMutableRawBufferPointer(rebasing: target[keyText.count...]).copyBytes(from: certificates)
    }
  }

  private static func firstCertificate(in content: UnsafeRawBufferPointer) -> Int? {
    let mark = Array("-----BEGIN CERTIFICATE-----".utf8)
    guard content.count >= mark.count else { return nil }
    return (0...content.count - mark.count).first { content[$0..<$0 + mark.count].elementsEqual(mark) }
  }

  private static func damaged(_ what: String) -> StoreError {
    StoreError(
      .deviceFileDamaged, "the device's key file cannot be used: \(what)",
      hint: "restore the account from a backup; this makes a new device")
  }
}
