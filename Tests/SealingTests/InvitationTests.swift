import GnuTLS
import Identity
import Jasper
import Platform
import Testing

@testable import Sealing

@Suite("Invitations")
struct InvitationTests {
  private static let id = "0123456789abcdef0123456789abcdef01234567"
  private static let digest = "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM"
  private static let link =
    "signet:contact/1?id=\(id)&account=\(digest)&genesis=\(digest)&relay=http://relay.example:8080"
    + "&relay=https://%5B2001:db8::1%5D:443"

  @Test func `an invitation comes back from its text`() throws {
    let invitation = try Invitation(Self.link)
    #expect(invitation.text == Self.link)
    #expect(invitation.jamiID.text == Self.id && invitation.account.bytes == [UInt8](repeating: 3, count: 32))
    #expect(invitation.relays.map(\.text) == ["http://relay.example:8080", "https://[2001:db8::1]:443"])
    #expect(try Invitation(invitation.text) == invitation)
    let bare = try Invitation(jamiID: invitation.jamiID, account: invitation.account, genesis: nil, relays: [])
    #expect(bare.text == "signet:contact/1?id=\(Self.id)&account=\(Self.digest)")
    #expect(try Invitation(bare.text) == bare)
    #expect(bare.expectation.account == invitation.account)
  }

  @Test(arguments: [" ", "\n", "\r\n", "\t \n", "\u{a0}"])
  func `blanks and line ends around it are forgiven`(_ blank: String) throws {
    #expect(try Invitation(blank + Self.link + blank).text == Self.link)
  }

  @Test func `the order of its parts does not matter, nor percent signs`() throws {
    let text = "signet:contact/1?relay=http%3a%2F%2Fa%3A1&account=\(Self.digest)&id=\(Self.id)"
    #expect(try Invitation(text).relays.map(\.text) == ["http://a:1"])
  }

  @Test(
    arguments: [
      "", " ", "hello", id, "signet:contact/1?", "signet:contact/2?id=\(id)&account=\(digest)",
      "SIGNET:contact/1?id=\(id)",
      "signet:link/1?id=\(id)&account=\(digest)", "signet:contact/1?id=\(id)", "signet:contact/1?account=\(digest)",
      "signet:contact/1?id=\(id)0&account=\(digest)", "signet:contact/1?id=\(id)&account=\(digest)=",
      "signet:contact/1?id=\(id)&account=\(digest.dropLast())",
      "signet:contact/1?id=\(id)&account=\(digest.dropLast())N",
      link + "&", link + "&x=1", link + "&id=\(id)", link + "&genesis=\(digest)", link + "&relay=", link + "&relay",
      link + "&relay=http://a", link + "&relay=http://a:0", link + "&relay=http://a:1/path",
      link + "&relay=http://u@a:1",
      link + "&relay=ftp://a:1", link + "&relay=http://a:%3", link + "&relay=http://a%00:1", link + "&relay=http://ä:1",
      link + "#x", link + " x", link.replacing("&", with: "& "), link + "&genesis",
      link + String(repeating: "&relay=http://a:1", count: 15), link + String(repeating: " ", count: 9000),
    ])
  func `anything else is refused`(_ text: String) {
    #expect(throws: SealingError(.invitationMalformed, "")) { try Invitation(text) }
  }
}
