import Platform
import Testing

@testable import GnuTLS

/// Our objects in the hands of other programs.
@Suite("OpenSSL and certtool")
struct OtherToolsTests {
  private static let openssl = Tool.exists("openssl")
  private static let certtool = Tool.exists("certtool")

  /// The files that the programs are given, of one account with three certificates and a list.
  private struct Files {
    let folder = Result { try TemporaryFolder() }
    let family: Family

    init(now: UnixTime = Fixtures.now) throws {
      family = try Family(now: now)
      try write("ca.pem", family.authority.pem)
      try write("account.pem", family.account.pem)
      try write("device.pem", family.device.pem)
      try write("chain.pem", family.device.pem + family.account.pem + family.authority.pem)
      try write("cas.pem", family.account.pem + family.authority.pem)
    }

    func write(_ name: String, _ text: String) throws { try folder.get().write(name, text) }
    func path(_ name: String) throws -> String { try folder.get().path + "/" + name }

    func writeList(_ serials: [[UInt8]]) throws {
      let list = try RevocationList.issue(
        entries: serials.map { .init(serial: $0, revokedAt: Fixtures.now) }, number: [7], account: family.account,
        accountKey: family.accountKey, thisUpdate: Fixtures.now)
      try write("list.pem", PEM.text("X509 CRL", list.der))
    }
  }

  @Test("openssl verifies our chain", .enabled(if: openssl, "openssl is not installed"))
  func opensslVerify() throws {
    let files = try Files()
    let result = try Tool.run(
      "openssl",
      [
        "verify", "-attime", "\(Fixtures.now.seconds + 10)", "-CAfile", files.path("ca.pem"), "-untrusted",
        files.path("account.pem"), files.path("device.pem"),
      ])
    #expect(result.status == 0 && result.output.contains("OK"), "\(result.output)")
  }

  @Test("openssl refuses the revoked device, and only it", .enabled(if: openssl, "openssl is not installed"))
  func opensslRevoked() throws {
    let files = try Files()
    func verify(_ serials: [[UInt8]]) throws -> (status: Int32, output: String) {
      try files.writeList(serials)
      return try Tool.run(
        "openssl",
        [
          "verify", "-attime", "\(Fixtures.now.seconds + 10)", "-crl_check", "-CAfile", files.path("cas.pem"),
          "-CRLfile", files.path("list.pem"), files.path("device.pem"),
        ])
    }
    let negative = try #require(Hex.bytes(of: "cda88524a99d284a"))
    #expect(try verify([negative]).status == 0)
    let revoked = try verify([negative, files.family.device.serial])
    #expect(revoked.status != 0 && revoked.output.contains("certificate revoked"), "\(revoked.output)")
  }

  @Test("openssl verifies the signature of our revocation list", .enabled(if: openssl, "openssl is not installed"))
  func opensslList() throws {
    let files = try Files()
    try files.writeList([try #require(Hex.bytes(of: "cda88524a99d284a")), [0x12]])
    let result = try Tool.run(
      "openssl",
      [
        "crl", "-in", files.path("list.pem"), "-CAfile", files.path("cas.pem"), "-verify", "-noout", "-text",
      ])
    #expect(result.status == 0 && result.output.contains("verify OK"), "\(result.output)")
    #expect(result.output.contains("Serial Number: -32577ADB5662D7B6"), "\(result.output)")
  }

  @Test("openssl reads the exported key and the request", .enabled(if: openssl, "openssl is not installed"))
  func opensslKeyAndRequest() throws {
    let files = try Files()
    let pem = try files.family.deviceKey.pkcs8PEM()
    try files.write("key.pem", pem.withBytes { String(decoding: $0, as: UTF8.self) })
    let key = try Tool.run("openssl", ["pkey", "-in", files.path("key.pem"), "-check", "-noout"])
    #expect(key.status == 0 && key.output.contains("Key is valid"), "\(key.output)")
    let request = try CertificateRequest.make(for: files.family.deviceKey, commonName: "Jami device")
    try files.write("request.pem", PEM.text("CERTIFICATE REQUEST", request.der))
    let read = try Tool.run("openssl", ["req", "-in", files.path("request.pem"), "-verify", "-noout", "-text"])
    #expect(read.status == 0 && read.output.contains("verify OK"), "\(read.output)")
    #expect(read.output.contains("sha384WithRSAEncryption") && read.output.contains("CN = Jami device, UID = "))
  }

  @Test("certtool verifies our chain", .enabled(if: certtool, "certtool is not installed"))
  func certtoolVerify() throws {
    // It cannot be told another time than now.
    let files = try Files(now: UnixTime.now().adding(seconds: -60))
    let result = try Tool.run("certtool", ["--verify-chain", "--infile", files.path("chain.pem")])
    #expect(result.status == 0 && result.output.contains("The certificate is trusted"), "\(result.output)")
  }

  @Test("certtool reads our revocation list", .enabled(if: certtool, "certtool is not installed"))
  func certtoolList() throws {
    let files = try Files()
    try files.writeList([files.family.device.serial])
    let result = try Tool.run(
      "certtool",
      ["--verify-crl", "--load-ca-certificate", files.path("account.pem"), "--infile", files.path("list.pem")])
    #expect(result.output.contains(Hex.text(of: files.family.device.serial)), "\(result.output)")
    #expect(result.output.contains("RSA-SHA512"), "\(result.output)")
  }
}
