import Glibc
import Platform
import Testing

@testable import GnuTLS

/// A SoftHSM token in a folder of its own, with one RSA key on it.
///
/// One for the whole run: the library loads its token modules once in a process, with the environment of then.
private enum SoftToken {
  static let pin = "1234"
  static let isInstalled = Tool.exists("softhsm2-util") && Tool.exists("p11tool")

  static let folder: Result<TemporaryFolder, any Error> = Result { try make() }

  private static func make() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    atexit { if case .success(let folder) = SoftToken.folder { folder.remove() } }
    mkdir("\(folder.path)/tokens", 0o700)
    let configuration = try folder.write("softhsm2.conf", "directories.tokendir = \(folder.path)/tokens\n")
    setenv("SOFTHSM2_CONF", configuration, 1)
    let environment = ["SOFTHSM2_CONF=\(configuration)", "PATH=/usr/bin:/bin", "GNUTLS_PIN=\(pin)"]
    let steps = [
      ["softhsm2-util", "--init-token", "--free", "--label", "signet", "--pin", pin, "--so-pin", "5678"],
      [
        "p11tool", "--batch", "--login", "--generate-privkey=rsa", "--bits", "2048", "--label", "signing",
        "pkcs11:token=signet",
      ],
    ]
    for step in steps {
      let result = try Tool.run(step[0], Array(step.dropFirst()), environment: environment)
      try #require(result.status == 0, "\(step[0]): \(result.output)")
    }
    return folder
  }

  static func url(_ object: String = "signing") -> String { "pkcs11:token=signet;object=\(object);type=private" }
}

@Suite(
  "Keys on a PKCS#11 token", .serialized,
  .enabled(if: SoftToken.isInstalled, "softhsm2 or p11tool (gnutls-bin) is not installed"))
struct TokenTests {
  init() throws { _ = try SoftToken.folder.get() }

  private func kind(_ url: String, pin: String? = nil) -> GnuTLSError? {
    #expect(throws: GnuTLSError.self) {
      try PrivateKey(pkcs11URL: url, pin: pin.map { try Secret(copying: Array($0.utf8)) })
    }
  }

  @Test("a key on a token signs with every algorithm", arguments: SignatureAlgorithm.allCases)
  func signs(_ algorithm: SignatureAlgorithm) throws {
    let key = try PrivateKey(pkcs11URL: SoftToken.url(), pin: Secret(copying: Array(SoftToken.pin.utf8)))
    #expect(key.publicKey.bits == 2048)
    let signature = try key.sign([1, 2, 3], with: algorithm)
    #expect(key.publicKey.isValid(signature, for: [1, 2, 3], with: algorithm))
  }

  @Test("the PIN may stand in the URL")
  func pinInURL() throws {
    let key = try PrivateKey(pkcs11URL: SoftToken.url() + "?pin-value=\(SoftToken.pin)")
    #expect(try key.publicKey.isValid(key.sign([9], with: .rsaSHA256), for: [9], with: .rsaSHA256))
  }

  @Test("a key on a token issues certificates and requests")
  func issues() throws {
    let key = try PrivateKey(pkcs11URL: SoftToken.url(), pin: Secret(copying: Array(SoftToken.pin.utf8)))
    let authority = try CertificateIssuer.authority(key: key, now: Fixtures.now)
    #expect(authority.isSigned(by: key.publicKey))
    #expect(try CertificateRequest.make(for: key, commonName: "Jami device").publicKey == key.publicKey)
  }

  @Test("a key on a token is not exported")
  func noExport() throws {
    let key = try PrivateKey(pkcs11URL: SoftToken.url(), pin: Secret(copying: Array(SoftToken.pin.utf8)))
    let error = #expect(throws: GnuTLSError.self) { try key.pkcs8PEM() }
    #expect(
      error?.description
        == "keyRefused: a private key could not be exported: it is on a token and does not leave it")
  }

  @Test("a wrong or missing PIN is told as such, and never shown")
  func wrongPIN() {
    for error in [kind(SoftToken.url(), pin: "9999"), kind(SoftToken.url() + "?pin-value=9999"), kind(SoftToken.url())]
    {
      #expect(error?.kind == .tokenPINWrong)
      #expect(error?.object == "the key at \(SoftToken.url())")
      #expect(error?.description.contains("9999") == false)
    }
  }

  @Test("an absent token, an absent key and a URL that is none are told as such")
  func absent() {
    #expect(kind("pkcs11:token=nobody;object=signing;type=private", pin: SoftToken.pin)?.kind == .tokenUnavailable)
    #expect(kind(SoftToken.url("nothing"), pin: SoftToken.pin)?.kind == .tokenUnavailable)
    #expect(kind("no url at all", pin: SoftToken.pin)?.kind == .tokenUnavailable)
  }
}
