import Jasper
import Platform
import Testing

@testable import Linking

@Suite("A link's text, and digits")
struct LinkTextTests {
  @Test(arguments: ["http://192.0.2.7:3000", "https://relay.example:8443", "http://[2001:db8::7]:3000"])
  func `a link is its text, and its text is the link`(_ relay: String) throws {
    let url = try #require(RelayURL(relay))
    let link = Link(relay: url, commitment: SeededRandom(2).bytes(32), secret: SeededRandom(3).bytes(32))
    #expect(try Link(link.text) == link)
    #expect(try Link("  \(link.text)\n") == link)
    #expect(link.text.hasPrefix("signet:link/1?relay=http") && !link.text.contains("["))
  }

  @Test func `what is no link, or one written in another way, is refused`() throws {
    let url = try #require(RelayURL("http://192.0.2.7:3000"))
    let good = Link(relay: url, commitment: SeededRandom(2).bytes(32), secret: SeededRandom(3).bytes(32)).text
    let bad = [
      "", "signet:link/1?", "signet:link/2?" + good.dropFirst(14), good + "&x=1", good + "&k=a", good + "=",
      good.replacing("&s=", with: "&S="), good.replacing("relay=http:", with: "relay=ftp:"), String(good.dropLast()),
      good + "A", good.replacing("signet:link", with: "SIGNET:link"), good.replacing("192.0.2.7:3000", with: "x"),
      good.replacing("relay=http://192.0.2.7:3000&", with: "") + "&relay=http://192.0.2.7:3000",
      good.replacing("3000", with: "3000/"), good + String(repeating: " ", count: 600),
    ]
    for text in bad {
      var code: LinkingError.Code?
      do throws(LinkingError) { _ = try Link(text) } catch { code = error.kind }
      #expect(code == .linkMalformed, "\(text)")
    }
  }

  @Test func `digits are 39 bits in three groups of four, each from 1000 on`() {
    func digits(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { LinkDigits(bytes: $0).text } }
    #expect(digits([0, 0, 0, 0, 0]) == "1000-1000-1000")
    #expect(digits([0, 0, 0, 0, 1]) == "1000-1000-1000")
    #expect(digits([0, 0, 0, 0, 2]) == "1000-1000-1001")
    #expect(digits([0, 0, 0, 0x40, 0]) == "1000-1001-1000")
    #expect(digits([0, 0x08, 0, 0, 0]) == "1001-1000-1000")
    #expect(digits([255, 255, 255, 255, 255]) == "9191-9191-9191")
  }

  @Test(arguments: ["4711-1312-9001", "471113129001", " 4711 1312 9001 ", "4711-1312 9001\n"])
  func `digits are taken with hyphens, with blanks and without`(_ typed: String) throws {
    #expect(try LinkDigits(typed: typed).text == "4711-1312-9001")
  }

  @Test(arguments: ["", "4711-1312-900", "4711-1312-90011", "4711-1312-900a", "٤٧١١-١٣١٢-٩٠٠١", "4711+1312+9001"])
  func `what has not the form of digits is none`(_ typed: String) {
    var code: LinkingError.Code?
    do throws(LinkingError) { _ = try LinkDigits(typed: typed) } catch { code = error.kind }
    #expect(code == .digitsMalformed)
  }
}
