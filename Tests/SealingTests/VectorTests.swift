import FoundationEssentials
import GnuTLS
import Identity
import JOSE
import Jasper
import Platform
import Testing

@testable import Sealing

@Suite("The vectors of Fixtures/jasper")
struct VectorTests {
  private let keys: Vectors.Keys
  private let openers: [String: Opener]
  private let context: VerificationContext

  init() throws {
    let keys: Vectors.Keys = try Vectors.read("keys")
    self.keys = keys
    openers = try keys.receiveKeys.mapValues { pem in
      Opener(keys: [try ReceiveKey(pkcs8: Secret(copying: Array(pem.utf8)), generation: 1)])
    }
    let account = try PublicKey(spki: Base64.decode(keys.account))
    context = VerificationContext(
      account: account, knownCertificates: [try Certificate(der: Base64.decode(keys.signingCertificate))],
      revocations: RevocationSet(account: AccountFingerprint(of: account)),
      now: try #require(MessageTimestamp(keys.now)).seconds)
  }

  @Test(arguments: [("packets", 25), ("unreadable", 50), ("foreign", 3)])
  func `every packet gives what its vector says`(_ file: String, _ count: Int) throws {
    let cases: [Vectors.PacketCase] = try Vectors.read(file)
    #expect(cases.count == count)
    for item in cases { #expect(try outcome(item).isEmpty, "\(item.name)") }
  }

  /// What is not as the vector says.
  private func outcome(_ item: Vectors.PacketCase) throws -> [String] {
    let opener = try #require(openers[item.receiveKey])
    let opened: OpenedPacket
    do throws(SealingError) {
      opened = try opener.open(item.packet.packet)
    } catch {
      return error.code == item.error ? [] : ["it does not open: \(error)"]
    }
    let message = opened.unverifiedMessage
    let verdict = PacketVerifier.verify(opened, context: context, history: ReplayWindow())
    let found: [(String, String?, String?)] = [
      ("error", nil, item.error), ("hash", opened.hash.text, item.packet.hash),
      ("message", String(decoding: message.bytes, as: UTF8.self), item.message),
      ("content", message.content, item.content), ("type", message.type.text, item.type),
      ("jti", opened.number.text, item.jti), ("timestamp", message.timestamp.text, item.timestamp),
      (
        "failures", verdict.findings.failedPolicies.map(\.rawValue).sorted().joined(separator: " "),
        item.failures?.joined(separator: " ")
      ),
    ]
    return found.filter { $0.1 != $0.2 }.map { "\($0.0): \($0.1 ?? "none") instead of \($0.2 ?? "none")" }
  }

  @Test func `every card gives what its vector says`() throws {
    let cases: [Vectors.CardCase] = try Vectors.read("cards")
    let expectation = CardExpectation(jamiID: JamiID(of: context.account))
    for item in cases {
      do throws(SealingError) {
        let signed = try SignedCard(item.packet.packet)
        let card = signed.unverifiedCard
        let findings = CardVerifier.verify(signed, expectation: expectation, context: context)
        #expect(item.error == nil, "\(item.name)")
        #expect(findings.failedPolicies.map(\.rawValue).sorted() == item.failures, "\(item.name)")
        #expect(card.generation == item.generation && card.issued.text == item.issued, "\(item.name)")
        #expect(card.relays.map(\.text) == item.relays && card.receiveKey.text == item.receive, "\(item.name)")
      } catch {
        #expect(error.code == item.error, "\(item.name)")
      }
    }
  }

  @Test func `every part is as its vector says`() throws {
    let parts: Vectors.Parts = try Vectors.read("parts")
    for item in parts.cardAddresses {
      #expect(CardAddress(of: try #require(JamiID(item.jamiID))).recipient == item.recipient)
    }
    for item in parts.padding { #expect(SizeClass.size(for: item.bytes) == item.padded) }
    for item in parts.timestamps { #expect(MessageTimestamp(item.text)?.milliseconds == item.milliseconds) }
    for item in parts.invitations {
      if item.isValid {
        _ = try Invitation(item.text)
      } else {
        #expect(throws: SealingError(.invitationMalformed, "")) { try Invitation(item.text) }
      }
    }
    for tree in parts.trees {
      let root = try Base64URL.decode(tree.root)
      for recipient in tree.recipients {
        let steps = try recipient.path.map { try #require(InclusionPath.Step(bytes: Base64URL.decode($0))) }
        let binding = RecipientBinding(
          salt: try Base64URL.decode(recipient.salt), path: InclusionPath(steps: steps))
        let key = try RecipientKey(PublicKey(spki: Base64.decode(recipient.spki)))
        #expect(binding.root(for: key) == root)
      }
    }
  }
}
