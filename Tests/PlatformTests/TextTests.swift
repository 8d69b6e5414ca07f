import Platform
import Testing

struct TextTests {
  @Test func hexReadsBothCasesAndWritesLower() {
    #expect(Hex.text(of: [0x00, 0x9f, 0xff]) == "009fff")
    #expect(Hex.bytes(of: "009FfF") == [0x00, 0x9f, 0xff])
    #expect(Hex.bytes(of: "") == [])
    #expect(Hex.bytes(of: "0") == nil)
    #expect(Hex.bytes(of: "0g") == nil)
  }

  @Test func timeIsWrittenInUTC() {
    #expect(UnixTime(seconds: 0).text == "1970-01-01T00:00:00Z")
    #expect(UnixTime(seconds: 1_795_250_529).text == "2026-11-21T08:42:09Z")
    #expect(UnixTime(seconds: 2_147_483_648).text == "2038-01-19T03:14:08Z")
  }

  @Test func anErrorIsItsCode() {
    #expect(SystemError(.lockHeld, "one") == SystemError(.lockHeld, "another", hint: "h"))
    #expect(SystemError(.lockHeld, "one") != SystemError(.timedOut, "one"))
    #expect(SystemError(.lockHeld, "held", hint: "wait").description == "lockHeld: held (wait)")
  }
}
