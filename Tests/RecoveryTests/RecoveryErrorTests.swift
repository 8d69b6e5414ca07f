import Platform
import Testing

@testable import Recovery

@Suite struct RecoveryErrorTests {
  private static let words =
    "duckling enlarge academic academic agency result length solution fridge kidney coal piece deal husband erode duke "
    + "ajar critical decision keyboard"

  private func changed(_ positions: [Int]) -> String {
    var list = Self.words.split(separator: " ").map(String.init)
    for position in positions { list[position - 1] = "zzsecretzz" }
    return list.joined(separator: " ")
  }

  private func text(_ body: () throws -> Void) -> String { failure(body)?.description ?? "nothing" }

  private func reading(_ words: String) -> String { text { _ = try Share(words: words) } }

  private func share(_ name: String, _ threshold: Int, _ count: Int) throws -> [Share] {
    try SLIP39.split(
      Stream(name).secret(32), plan: SharePlan(threshold: threshold, count: count), iterationExponent: 0,
      random: Stream(name).fill)[0]
  }

  @Test func `codes are their own names, each once`() {
    let codes = RecoveryErrorCode.allCases.map(\.rawValue)
    #expect(
      codes == [
        "wordUnknown", "wordCountWrong", "shareChecksumWrong", "shareMalformed", "sharesMixed", "sharesContradict",
        "sharesMissing", "sharesSuperfluous", "sharesWrong", "seedSizeWrong", "shareOfOtherKit", "shareWrong",
        "recoveryKeyWrong", "kitMissing", "kitRefused", "passphraseRefused", "kitRecordDamaged", "memoryUnavailable",
        "libraryFailed",
      ])
  }

  @Test func `wrong words are named by position and never repeated`() {
    let hint = "(compare with the paper; the first four letters of a word are enough)"
    #expect(reading(changed([7])) == "wordUnknown: word 7 is not in the word list \(hint)")
    #expect(reading(changed([1, 20])) == "wordUnknown: words 1 and 20 are not in the word list \(hint)")
    #expect(
      reading(changed([1, 2, 3, 4, 5])) == "wordUnknown: words 1, 2, 3, 4 and 5 are not in the word list \(hint)")
    #expect(
      reading(changed(Array(1...9))) == "wordUnknown: words 1, 2, 3, 4, 5 and 4 more are not in the word list \(hint)")
  }

  @Test func `what else is wrong with words is said without them`() {
    let hint = "(a share of a recovery kit has 33 words)"
    #expect(reading("") == "wordCountWrong: there are no words \(hint)")
    #expect(reading("acid") == "wordCountWrong: 1 word cannot be a share \(hint)")
    #expect(reading(Self.words + " acid") == "wordCountWrong: 21 words cannot be a share \(hint)")
    let wrong = "shareChecksumWrong: the words do not go together:"
    let compare = "(compare them with the paper, word by word)"
    #expect(
      reading(Self.words.replacing("keyboard", with: "acid")) == "\(wrong) word 20 is probably wrong \(compare)")
    #expect(
      reading(Self.words.replacing("fridge kidney", with: "kidney fridge"))
        == "\(wrong) words 9 and 10 have probably changed places \(compare)")
    #expect(
      reading(Self.words.replacing("fridge kidney coal", with: "coal fridge kidney"))
        == "\(wrong) several are wrong, or they are in another order \(compare)")
  }

  @Test func `what is wrong with a set of shares is said`() throws {
    let shares = try share("texts", 3, 5)
    let kit = "(all shares of a kit begin with the same two words)"
    #expect(text { _ = try SLIP39.combine([]) } == "sharesMissing: there are no shares")
    #expect(
      text { _ = try SLIP39.combine([shares[0]]) }
        == "sharesMissing: 1 of the 3 shares that are needed is here (2 more are needed)")
    #expect(
      text { _ = try SLIP39.combine([shares[0], shares[3]]) }
        == "sharesMissing: 2 of the 3 shares that are needed are here (1 more is needed)")
    #expect(
      text { _ = try SLIP39.combine(shares) }
        == "sharesSuperfluous: 5 shares are here where exactly 3 belong together (leave out 2)")
    #expect(
      text { _ = try SLIP39.combine([shares[0], share("others", 3, 5)[1]]) }
        == "sharesMixed: the shares are of different kits \(kit)")
    #expect(
      text { _ = try SLIP39.combine([shares[0], shares[1].changed(memberIndex: 0)]) }
        == "sharesContradict: there are two different shares with the number 1 (one of them was made up, or is of "
        + "another kit)")
    #expect(
      text { _ = try SLIP39.combine([shares[0], shares[1], shares[2].changed(memberIndex: 9)]) }
        == "sharesWrong: the shares are enough and hold no secret: one of them is of another kit, or was made up "
        + "(rehearse each of them, or try others)")
    #expect(
      text { _ = try RecoveryKit.open([Share(words: Self.words)]) }
        == "seedSizeWrong: the shares hold a secret of 16 bytes, and a recovery seed has 32 (they may be of something "
        + "else, for instance of a wallet)")
    #expect(
      text { _ = try SLIP39.combine([shares[0], shares[1], shares[2]], passphrase: Secret("pässword")) }
        == "passphraseRefused: the passphrase of a share must be made of printable ASCII characters (letters without "
        + "accents, digits, punctuation and blanks)")
  }

  @Test func `what a rehearsal has against a share is said`() throws {
    var record = try KitRecord(of: share("texts", 2, 3))
    #expect(
      text { try record.rehearse(share("others", 2, 3)[0]) }
        == "shareOfOtherKit: the share is not of the kit that the account has now (all shares of a kit begin with the "
        + "same two words)")
    #expect(
      text { try record.rehearse(share("texts", 2, 3)[0].changed(memberIndex: 2)) }
        == "shareWrong: the share is not the one that was made with the number 3 (it does not open the kit; make a new "
        + "kit while the seed can still be had)")
    #expect(
      KitRecord.damaged.description
        == "kitRecordDamaged: what the account knows of its recovery kit cannot be read (the kit itself is not "
        + "affected; a new one can be made while the seed can still be had)")
  }

  @Test func `what cannot be made is said`() throws {
    #expect(
      text { _ = try SharePlan(threshold: 4, count: 3) }
        == "kitRefused: 4 of 3 shares are no choice (up to 16 can be made, and at least 1 and at most all of them "
        + "needed)")
    #expect(
      text { _ = try SharePlan(threshold: 1, count: 3) }
        == "kitRefused: 1 of 3 shares would be 3 times the same (make 1 of 1, and copy it)")
    #expect(
      text { _ = try SharePlan(groupThreshold: 2, groups: [SharePlan.Group(threshold: 1, count: 1)]) }
        == "kitRefused: 2 of 1 groups are no choice (up to 16 can be made, and at least 1 and at most all of them "
        + "needed)")
    let one = try SharePlan(threshold: 1, count: 1)
    for count in [0, 14, 17, 66] {
      let secret = try Secret(copying: [UInt8](repeating: 1, count: count))
      #expect(
        text { _ = try SLIP39.split(secret, plan: one) { _ in } }
          == "kitRefused: a secret of \(count) bytes cannot be shared (16 to 64 bytes can, an even number)")
    }
    let secret = try Secret(copying: [UInt8](repeating: 1, count: 32))
    #expect(
      text { _ = try SLIP39.split(secret, plan: one, iterationExponent: 16) { _ in } }
        == "kitRefused: 16 is no iteration exponent (0 to 15 are)")
    #expect(
      text { _ = try RecoveryKit(seed: Secret(copying: [1, 2])) }
        == "kitRefused: a recovery seed has 32 bytes and not 2")
  }
}
