import JOSE
import Platform
import Testing

@Suite("Base64 and base64url")
struct Base64Tests {
  @Test(
    arguments: [
      ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
      ("foobar", "Zm9vYmFy"),
    ])
  func `the vectors of RFC 4648 hold both ways`(_ plain: String, _ digits: String) throws {
    let padded = digits + String(repeating: "=", count: (4 - digits.count % 4) % 4)
    #expect(Base64URL.encode(Array(plain.utf8)) == digits)
    #expect(try Base64URL.decode(digits) == Array(plain.utf8))
    #expect(Base64.encode(Array(plain.utf8)) == padded)
    #expect(try Base64.decode(padded) == Array(plain.utf8))
  }

  @Test func `bytes of every value and length come back, each alphabet with its own last digits`() throws {
    let all = (0...255).map { UInt8($0) }
    for count in 0...all.count {
      let bytes = Array(all.suffix(count))
      #expect(try Base64URL.decode(Base64URL.encode(bytes)) == bytes)
      #expect(try Base64.decode(Base64.encode(bytes)) == bytes)
    }
    #expect(Base64URL.encode([0xfb, 0xff]) == "-_8")
    #expect(Base64.encode([0xfb, 0xff]) == "+/8=")
  }

  @Test(
    arguments: [
      "A", "AAAAA", "Zg==", "Zg=", "=", "Zm9v=", " Zg", "Zg ", "Zg\n", "Z g", "+_8", "-/8", "Zh", "Zm9", "Zm8\0", "é",
      "Zé",
      "ＺＧ", "Zm9vYh",
    ])
  func `a text that is not the one spelling of its bytes is no base64url`(_ text: String) throws {
    let error = #expect(throws: JOSEError.self) { try Base64URL.decode(text) }
    #expect(error?.kind == .malformed)
  }

  @Test(
    arguments: [
      "A", "AA", "Zg", "Zg=", "Zg===", "====", "===", "Z===", "Zg==Zg==", "Zg= =", "Zh==", "Zm9=", "-_8=", "Zm9v\n",
      "Zm=v",
    ])
  func `a text that is not the one spelling of its bytes is no base64`(_ text: String) throws {
    let error = #expect(throws: JOSEError.self) { try Base64.decode(text) }
    #expect(error?.kind == .malformed)
  }

  @Test func `of all two-digit texts exactly those with no bits left over are taken`() {
    let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    var taken = 0
    for first in digits {
      for second in digits where (try? Base64URL.decode("\(first)\(second)")) != nil { taken += 1 }  // nil: refused
    }
    #expect(taken == 256)
  }
}
