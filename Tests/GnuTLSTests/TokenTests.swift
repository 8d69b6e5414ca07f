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

  @Test("a key is made on the token: it does not leave it, is found again by its lasting address, and can be taken off")
  func makes() throws {
    let pin = try Secret(copying: Array(SoftToken.pin.utf8))
    let url = try Token.makeKey(on: TokenURL("pkcs11:token=signet"), pin: pin, label: "Signet signing")
    #expect(url.namesKey && url.tokenName == "signet" && !url.text.contains("object="))
    let key = try PrivateKey(pkcs11URL: url.text, pin: pin)
    #expect(key.publicKey.bits == 4096 && key.isOnToken)
    #expect(try key.isWorking(with: .rsaPSSSHA256))
    #expect(try Token.findKey(at: url, pin: pin) == url)
    #expect(throws: GnuTLSError(told: .keyRefused, reason: "", hint: nil)) { try key.pkcs8DER() }
    try Token.removeKey(at: url, pin: pin)
    #expect(throws: GnuTLSError(told: .tokenUnavailable, reason: "", hint: nil)) {
      try Token.findKey(at: url, pin: pin)
    }
    #expect(try !Token.look(at: url).isPINLocked)
  }

  @Test("a wrong PIN makes nothing, and an absent token is no token")
  func makesNot() throws {
    let (wrong, pin) = (try Secret(copying: Array("9999".utf8)), try Secret(copying: Array(SoftToken.pin.utf8)))
    let (here, nobody) = (try TokenURL("pkcs11:token=signet"), try TokenURL("pkcs11:token=nobody"))
    let error = #expect(throws: GnuTLSError.self) { try Token.makeKey(on: here, pin: wrong, label: "x") }
    #expect(error?.kind == .tokenPINWrong && error?.description.contains("9999") == false)
    for body in [{ _ = try Token.look(at: nobody) }, { _ = try Token.makeKey(on: nobody, pin: pin, label: "x") }] {
      #expect(throws: GnuTLSError(told: .tokenUnavailable, reason: "", hint: nil)) { try body() }
    }
  }
}

@Suite("Addresses of tokens")
struct TokenURLTests {
  @Test(
    "what is none, names no token, or has a place for a PIN is refused",
    arguments: [
      "", "signet", "pkcs11:", "pkcs11:object=signing", "pkcs11:token=a?pin-value=1", "pkcs11:token=a;pin-value=1",
      "pkcs11:token=a?pin-source=/f", "pkcs11:token=a;token=b", "pkcs11:token", "pkcs11:token=a b",
      "pkcs11:token=a;type=cert", "pkcs11:token=\(String(repeating: "a", count: 1024))", "pkcs11:token=ä",
    ])
  func refused(_ text: String) {
    #expect(throws: GnuTLSError(told: .tokenURLRefused, reason: "", hint: nil)) { try TokenURL(text) }
  }

  @Test("the name of a token is decoded for people, and control characters are not")
  func names() throws {
    #expect(try TokenURL("pkcs11:token=my%20card;serial=1").tokenName == "my card")
    #expect(try TokenURL("pkcs11:serial=12ab").tokenName == "12ab")
    #expect(try TokenURL("pkcs11:token=a%0ab").tokenName == "a%0ab")
    #expect(try TokenURL("pkcs11:token=a%ffb").tokenName == "a%ffb")
  }

  @Test("what lasts of an address is the token, its serial number and the ID of the key, or its name without one")
  func lasts() throws {
    let whole = "pkcs11:model=m;manufacturer=f;serial=1;token=t;id=%01;object=o;type=private"
    #expect(try TokenURL(whole).lasting.text == "pkcs11:serial=1;token=t;id=%01;type=private")
    #expect(
      try TokenURL("pkcs11:serial=1;token=t;object=o").lasting.text == "pkcs11:serial=1;token=t;object=o;type=private")
    #expect(try TokenURL(whole).namesKey && !TokenURL("pkcs11:token=t").namesKey)
  }
}

@Suite("Keys that somebody else signs with")
struct RemoteSignerTests {
  private struct Signer: RemoteSigner {
    let key: PrivateKey
    func sign(_ message: [UInt8], with algorithm: SignatureAlgorithm) throws(GnuTLSError) -> [UInt8] {
      try key.sign(message, with: algorithm)
    }
  }

  @Test("they sign as the key itself, are not exported, and sign no request that the library would have to make")
  func signs() throws {
    let own = try PrivateKey.generateRSA(bits: 2048)
    let key = try PrivateKey(own.publicKey, signer: Signer(key: own))
    #expect(key.isOnToken && key.publicKey == own.publicKey)
    #expect(try key.isWorking(with: .rsaPSSSHA256))
    #expect(throws: GnuTLSError(told: .keyRefused, reason: "", hint: nil)) { try key.pkcs8PEM() }
    let error = #expect(throws: GnuTLSError.self) { try CertificateRequest.make(for: key, commonName: "x") }
    #expect(
      error?.description
        == "keyRefused: a certificate or a request could not be signed: the key is one that somebody else signs with")
  }
}
