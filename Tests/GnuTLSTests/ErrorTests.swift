import Platform
import Testing

@testable import GnuTLS

@Suite("Errors")
struct ErrorTests {
  @Test("carry operation, object, the library's code and its words")
  func libraryError() throws {
    let error = try #require(
      #expect(throws: GnuTLSError.self) {
        try Call("read", "a certificate", failure: .certificateDamaged).check(-69)
      })
    #expect(error.kind == .certificateDamaged)
    #expect(error.operation == "read" && error.object == "a certificate" && error.libraryCode == -69)
    #expect(
      error.description
        == "certificateDamaged: a certificate could not be read: ASN1 parser: Error in DER parsing (GnuTLS -69)")
  }

  @Test("no memory is never the object's fault")
  func memory() {
    let error = #expect(throws: GnuTLSError.self) {
      try Call("read", "a certificate", failure: .certificateDamaged).check(-25)
    }
    #expect(error?.kind == .libraryFailed)
  }

  @Test("codes that are no failure pass through")
  func success() throws {
    #expect(try Call("read", "x").check(3) == 3)
    #expect(try Call("read", "x").checkOptional(-56) == nil)
  }

  @Test("codes are their own names, each once")
  func codes() {
    #expect(Set(GnuTLSError.Code.allCases.map(\.rawValue)).count == 18)
    #expect(GnuTLSError(.tokenPINWrong, "read", "x", because: "y").code == "tokenPINWrong")
  }

  @Test("a wrong tag says so, without the library's word for decryption alone")
  func tag() throws {
    let key = try Secret(copying: [UInt8](repeating: 7, count: 32))
    var buffer = [UInt8](repeating: 0, count: 20)
    let error = #expect(throws: GnuTLSError.self) {
      try buffer.withUnsafeMutableBytes {
        try AES256GCM.open(inPlace: $0, key: key, iv: [UInt8](repeating: 0, count: 12))
      }
    }
    #expect(
      error?.description
        == "authenticationFailed: a ciphertext could not be opened: Decryption has failed (GnuTLS -24)")
  }

  @Test("the version of the library is known")
  func version() {
    #expect(GnuTLSLibrary.version.hasPrefix("3."))
  }
}
