/// What a certificate allows its key to do (RFC 5280 §4.2.1.3).
/// The values are the library's: <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fx509_005fcrt_005fget_005fkey_005fusage>
public struct KeyUsage: OptionSet, Sendable, Hashable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let digitalSignature = KeyUsage(rawValue: 128)
  public static let nonRepudiation = KeyUsage(rawValue: 64)
  public static let keyEncipherment = KeyUsage(rawValue: 32)
  public static let dataEncipherment = KeyUsage(rawValue: 16)
  public static let keyAgreement = KeyUsage(rawValue: 8)
  public static let certificateSigning = KeyUsage(rawValue: 4)
  public static let revocationListSigning = KeyUsage(rawValue: 2)
  public static let encipherOnly = KeyUsage(rawValue: 1)
  public static let decipherOnly = KeyUsage(rawValue: 32768)
}
