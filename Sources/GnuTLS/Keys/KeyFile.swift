import CGnuTLS
import Platform

/// A private key as it stands in a file: PEM or DER around PKCS#8 (RFC 5208 §5) or PKCS#1 (RFC 8017 A.1.2).
struct KeyFile {
  private let der: Secret
  /// Where `RSAPrivateKey` is in `der`.
  private let pkcs1: Range<Int>

  /// Bytes; 8192 bits take about 6500.
  private static let limit = 64 * 1024

  init(_ file: Secret, _ call: Call) throws(GnuTLSError) {
    guard file.count <= Self.limit else { throw call.error(because: "it has more than \(Self.limit) bytes") }
    if let label = file.withBytes({ Self.label(in: $0) }) {
      der = try Self.decode(label, file, call)
    } else {
      der = file
    }
    let found = der.withBytes { Self.find($0) }
    switch found {
    case .success(let range): pkcs1 = range
    case .failure(let problem): throw problem.error(call)
    }
  }

  /// The key in the library's hands.
  func handle(_ call: Call) throws(GnuTLSError) -> PrivateKeyHandle {
    // Not `Secret.withBytes`: a handle is noncopyable, and the closure could not return it.
    var handle: PrivateKeyHandle?
    try der.withBytes { bytes throws(GnuTLSError) in
      handle = try PrivateKeyHandle.decode(pkcs1: UnsafeRawBufferPointer(rebasing: bytes[pkcs1]), call)
    }
    guard let handle else { throw call.error(GNUTLS_E_INTERNAL_ERROR) }
    return handle
  }

  // MARK: PEM

  /// The label of the first PEM block; nil for a file that has none.
  private static func label(in bytes: UnsafeRawBufferPointer) -> String? {
    let begin = Array("-----BEGIN ".utf8)
    guard let start = PEM.firstIndex(of: begin, in: bytes, from: 0) else { return nil }
    let label = bytes[(start + begin.count)...].prefix(40).prefix { $0 != UInt8(ascii: "-") }
    return String(decoding: label, as: UTF8.self)
  }

  private static func decode(_ label: String, _ file: Secret, _ call: Call) throws(GnuTLSError) -> Secret {
    switch label {
    case "PRIVATE KEY", "RSA PRIVATE KEY":
      // <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fpem_005fbase64_005fdecode2>
      return try Datum.takeSecret(call) { result in
        file.withBytes { bytes in Datum.lend(bytes) { gnutls_pem_base64_decode2(label, $0, result) } }
      }
    case "ENCRYPTED PRIVATE KEY":
      throw Problem.refused("it is locked with a password of its own").error(call)
    case "EC PRIVATE KEY", "DSA PRIVATE KEY", "OPENSSH PRIVATE KEY":
      throw Problem.refused("it is not an RSA key in PKCS#8 or PKCS#1").error(call)
    default:
      throw call.error(because: "the file holds something else than a private key")
    }
  }

  // MARK: DER

  private enum Problem: Error {
    case damaged(String), refused(String)

    func error(_ call: Call) -> GnuTLSError {
      switch self {
      case .damaged(let detail): GnuTLSError(.keyDamaged, call.operation, call.object, because: detail)
      case .refused(let detail): GnuTLSError(.keyRefused, call.operation, call.object, because: detail)
      }
    }
  }

  private static let rsaEncryption: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]

  /// Both forms begin with SEQUENCE, INTEGER; PKCS#8 goes on with a SEQUENCE, PKCS#1 with the modulus.
  private static func find(_ bytes: UnsafeRawBufferPointer) -> Result<Range<Int>, Problem> {
    guard let outer = DERReader.only(DERTag.sequence, in: bytes) else { return .failure(.damaged("it is no DER")) }
    var reader = DERReader(bytes, inside: outer)
    if reader.nextTag == DERTag.sequence { return .failure(.refused("it is locked with a password of its own")) }
    guard reader.next(DERTag.integer) != nil else { return .failure(.damaged("it has no version")) }
    guard reader.nextTag == DERTag.sequence else { return check(bytes, outer, offset: 0) }
    guard let algorithm = reader.next(DERTag.sequence), let key = reader.next(DERTag.octetString) else {
      return .failure(.damaged("it is no PKCS#8"))
    }
    var inside = DERReader(bytes, inside: algorithm)
    guard let name = inside.next(DERTag.objectIdentifier) else { return .failure(.damaged("it names no algorithm")) }
    guard bytes[name.content].elementsEqual(rsaEncryption) else { return .failure(.refused("it is not an RSA key")) }
    let range = key.content
    let pkcs1 = UnsafeRawBufferPointer(rebasing: bytes[range])
    guard let element = DERReader.only(DERTag.sequence, in: pkcs1) else {
      return .failure(.damaged("it is no RSA key inside"))
    }
    return check(pkcs1, element, offset: range.lowerBound)
  }

  private static func check(
    _ bytes: UnsafeRawBufferPointer, _ element: DERElement, offset: Int
  ) -> Result<Range<Int>, Problem> {
    switch RSANumbers.privateKey(bytes, element) {
    case .fine: .success((element.whole.lowerBound + offset)..<(element.whole.upperBound + offset))
    case .damaged(let detail): .failure(.damaged(detail))
    case .refused(let detail): .failure(.refused(detail))
    }
  }
}
