import FoundationEssentials
import Glibc
import Platform
import Testing

@testable import Recovery

/// One of the standard's own vectors: description, mnemonics, secret in hex (empty when there is none), a key of a
/// wallet.
struct PublishedVector: Decodable, CustomTestStringConvertible, Sendable {
  let testDescription: String
  let mnemonics: [String]
  let secret: String

  init(from decoder: any Decoder) throws {
    var items = try decoder.unkeyedContainer()
    testDescription = try items.decode(String.self)
    mnemonics = try items.decode([String].self)
    secret = try items.decode(String.self)
  }

  /// Empty where they are not on this machine; what is there and cannot be read is a failure.
  static let all: [PublishedVector] = {
    let folder = getenv("SIGNET_VECTORS").map { String(cString: $0) } ?? "\(Fixtures.repository)/.vectors"
    guard let data = try? Data(contentsOf: URL(filePath: "\(folder)/slip39/vectors.json")) else {  // Not there.
      return []
    }
    do {
      return try JSONDecoder().decode([PublishedVector].self, from: data)
    } catch {
      preconditionFailure("the vectors of SLIP-0039 cannot be read: \(error)")
    }
  }()
}

@Suite(.enabled(if: !PublishedVector.all.isEmpty, "the vectors of SLIP-0039 are not in .vectors/slip39"))
struct PublishedVectorTests {
  @Test(arguments: PublishedVector.all)
  func `the standard's own vectors open, or are refused`(_ vector: PublishedVector) throws {
    let open = {
      let shares = try vector.mnemonics.map { try Share(words: $0) }
      return try SLIP39.combine(shares, passphrase: Secret("TREZOR")).hex
    }
    if vector.secret.isEmpty {
      #expect(failure { _ = try open() } != nil)
    } else {
      #expect(try open() == vector.secret)
      for words in vector.mnemonics { #expect(try Share(words: words).words == words) }
    }
  }

  @Test func `all of them are there`() {
    #expect(PublishedVector.all.count >= 45)
    #expect(PublishedVector.all.filter { !$0.secret.isEmpty }.count >= 15)
  }
}

/// What Tests/Tools/make-slip39-vectors.py wrote.
struct ReferenceVectors: Decodable, Sendable {
  struct Case: Decodable, CustomTestStringConvertible, Sendable {
    let name: String
    let secret: String
    let groupThreshold: Int
    let groups: [[Int]]
    let passphrase: String
    let exponent: Int
    let extendable: Bool
    let shares: [[String]]
    var testDescription: String { name }
  }

  struct Fault: Decodable, CustomTestStringConvertible, Sendable {
    let name: String
    let shares: [String]
    let error: String
    var testDescription: String { name }
  }

  let cases: [Case]
  let refused: [Fault]

  static let all: ReferenceVectors = {
    do {
      return try JSONDecoder().decode(
        ReferenceVectors.self, from: Fixtures.bytes("Fixtures/slip39/from-shamir-mnemonic.json"))
    } catch {
      preconditionFailure("Fixtures/slip39/from-shamir-mnemonic.json cannot be read: \(error)")
    }
  }()
}

@Suite struct ReferenceTests {
  @Test(arguments: ReferenceVectors.all.cases)
  func `from the same random bytes come the same words as shamir-mnemonic's`(_ item: ReferenceVectors.Case) throws {
    let secret = try Secret(copying: #require(Hex.bytes(of: item.secret)))
    let groups = item.groups.map { SharePlan.Group(threshold: $0[0], count: $0[1]) }
    let shares = try SLIP39.split(
      secret, plan: SharePlan(groupThreshold: item.groupThreshold, groups: groups),
      passphrase: Secret(item.passphrase), iterationExponent: item.exponent, isExtendable: item.extendable,
      random: Stream(item.name).fill)
    #expect(try shares.map { try $0.map { try $0.words } } == item.shares)
  }

  @Test(arguments: ReferenceVectors.all.cases)
  func `shamir-mnemonic's shares open`(_ item: ReferenceVectors.Case) throws {
    // The last groups, and of each the last shares: the first ones are often random and not computed.
    let chosen = zip(item.shares, item.groups).suffix(item.groupThreshold).flatMap { $0.suffix($1[0]) }
    let shares = try chosen.map { try Share(words: $0) }
    #expect(try SLIP39.combine(shares, passphrase: Secret(item.passphrase)).hex == item.secret)
  }

  @Test(arguments: ReferenceVectors.all.refused)
  func `each fault in a set of shares has its own error`(_ fault: ReferenceVectors.Fault) {
    let error = failure { _ = try SLIP39.combine(fault.shares.map { try Share(words: $0) }) }
    #expect(error?.code == fault.error)
  }
}
