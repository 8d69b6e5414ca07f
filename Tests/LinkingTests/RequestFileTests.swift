import GnuTLS
import Identity
import JOSE
import Platform
import Testing

@testable import Linking

@Suite("A link by files")
struct RequestFileTests {
  let devices: TestDevices
  let random = SeededRandom(7)
  let digits: RequestDigits
  let written: WrittenRequest
  private static let now = TestDevices.now

  init() throws {
    devices = try TestDevices.shared.get()
    digits = try RequestDigits.fresh(random.fill)
    written = try WrittenRequest(asking: devices.requests, digits: digits, now: Self.now, random: random.fill)
  }

  private func approval(_ grant: LinkGrant = .leaf) throws -> [UInt8] {
    let received = try ReceivedRequest(written.bytes, now: Self.now)
    return try confirmed(received.enter(digits)).seal(
      devices.answer(grant), account: devices.account.publicKey, approver: devices.oldDevice, random: random.fill)
  }

  private func wrap() throws -> OAEPPrivateKey { try OAEPPrivateKey(pkcs8: TestDevices.key("rsa4096-4").pkcs8DER()) }

  private func problem(_ approval: [UInt8], at now: UnixTime = now) throws -> LinkingError.Code? {
    let wrap = try wrap()
    do throws(LinkingError) {
      _ = try written.join(approval, wrap: wrap, now: now)
      return nil
    } catch { return error.kind }
  }

  private func problem(request: [UInt8], at now: UnixTime = now) -> LinkingError.Code? {
    do throws(LinkingError) {
      _ = try ReceivedRequest(request, now: now)
      return nil
    } catch { return error.kind }
  }

  @Test(arguments: [false, true])
  func `a request, its digits and its approval make one account and one role on both sides`(_ isFull: Bool) throws {
    let received = try ReceivedRequest(written.bytes, now: Self.now)
    #expect(received.requests == devices.requests)
    let confirmed = try confirmed(received.enter(RequestDigits(typed: digits.text)))
    let archive = try Secret(copying: random.bytes(1 << 20))
    let approval = try confirmed.seal(
      devices.answer(isFull ? .full(archive: archive) : .leaf), account: devices.account.publicKey,
      approver: devices.oldDevice, random: random.fill)
    // Days later, in another process: what was kept is the file and the key.
    let kept = try WrittenRequest(bytes: written.bytes, key: written.key)
    #expect(try WrittenRequest.digest(ofApproval: approval) == kept.digest)
    let joined = try kept.join(approval, wrap: wrap(), now: Self.now.adding(seconds: 6 * 86_400))
    #expect(joined.account == devices.account.publicKey && joined.approver == devices.oldDevice)
    #expect(joined.answer.grant.role == (isFull ? .full : .leaf) && joined.answer.chain == devices.chain)
    if case .full(let handed) = joined.answer.grant { #expect(handed.matches(archive)) }
  }

  @Test func `digits are four numbers from 1000 to 9191, and are in no file`() throws {
    let typed = [digits.text, digits.text.replacing("-", with: " "), digits.text.replacing("-", with: "")]
    for text in typed { #expect(try RequestDigits(typed: text) == digits) }
    let file = String(decoding: written.bytes, as: UTF8.self)
    #expect(typed.allSatisfy { !file.contains($0) })
    for text in ["", "1234-1234-1234", digits.text + "1", "12a4-1234-1234-1234", "١٢٣٤-1234-1234-1234"] {
      #expect(throws: LinkingError.self) { try RequestDigits(typed: text) }
    }
    var seen: Set<RequestDigits> = []
    for _ in 0..<1000 {
      let made = try RequestDigits.fresh(random.fill)
      #expect(made.text.split(separator: "-").allSatisfy { (1000...9191).contains(Int($0) ?? 0) })
      seen.insert(made)
    }
    #expect(seen.count == 1000)
  }

  @Test func `three entries of wrong digits are all, and none of them seals an approval`() throws {
    var received = try ReceivedRequest(written.bytes, now: Self.now)
    for left in [2, 1] {
      guard case .wrong(let again) = received.enter(try RequestDigits.fresh(random.fill)) else { throw Unexpected() }
      received = again
      let triesLeft = received.triesLeft
      #expect(triesLeft == left)
    }
    guard case .over(let error) = received.enter(try RequestDigits.fresh(random.fill)) else { throw Unexpected() }
    #expect(error.kind == .digitsWrong)
  }

  @Test func `somebody else's keys in the request do not pass for the digits of the true one`() throws {
    // He has the file, and can write what he likes, but for what the digits are stretched to.
    let others = try LinkRequests(
      device: devices.requests.device, signing: devices.requests.signing,
      wrap: CertificateRequest.make(for: TestDevices.key("rsa4096-5"), commonName: LinkRequests.wrapName),
      name: devices.requests.name, platform: devices.requests.platform)
    let file = try RequestFile(written.bytes)
    let guessed = try Secret(copying: random.bytes(32))
    let forged = try RequestFile(others, salt: file.salt, madeAt: file.madeAt, key: guessed)
    guard case .wrong = try ReceivedRequest(forged.bytes, now: Self.now).enter(digits) else { throw Unexpected() }
  }

  @Test func `each byte of a request counts: none can be changed, cut off or put behind it`() throws {
    let (bytes, key) = (written.bytes, written.key)
    var authentic = 0
    for place in stride(from: 0, to: bytes.count, by: 11) {
      var changed = bytes
      changed[place] ^= 1 << UInt8(random.below(8))
      // What is still a request is not the one that has this MAC.
      if let file = try? RequestFile(changed), try file.isAuthentic(key) { authentic += 1 }
      if problem(request: Array(bytes[..<place])) != .requestMalformed { authentic += 1 }
    }
    #expect(authentic == 0)
    #expect(try RequestFile(bytes).isAuthentic(key))
    #expect(problem(request: bytes + [10]) == .requestMalformed)
  }

  @Test func `a request is good for a week, and not before its day`() {
    let week = LinkingLimits.requestLife
    #expect(problem(request: written.bytes, at: Self.now.adding(seconds: week)) == nil)
    #expect(problem(request: written.bytes, at: Self.now.adding(seconds: week + 1)) == .requestExpired)
    #expect(problem(request: written.bytes, at: Self.now.adding(seconds: -86_400)) == nil)
    #expect(problem(request: written.bytes, at: Self.now.adding(seconds: -86_401)) == .requestExpired)
  }

  @Test func `an approval that is changed anywhere, cut or old is refused, and the true one taken after that`() throws {
    let bytes = try approval()
    var taken = 0
    for place in stride(from: 0, to: bytes.count, by: bytes.count / 60) {
      var changed = bytes
      changed[place] ^= 1 << UInt8(random.below(8))
      if try problem(changed) == nil { taken += 1 }
      if try problem(Array(bytes[..<place])) == nil { taken += 1 }
    }
    #expect(taken == 0)
    #expect(try problem(bytes + [0]) == .approvalUnreadable)
    #expect(try problem(bytes, at: Self.now.adding(seconds: LinkingLimits.requestLife + 1)) == .requestExpired)
    #expect(try problem(bytes) == nil)
  }

  @Test func `who has the request but not the digits makes no approval that is taken`() throws {
    let file = try RequestFile(written.bytes)
    let content = try ApprovalContent.write(
      account: devices.account.publicKey, approver: devices.oldDevice, answer: devices.answer().content())
    let forged = try ApprovalFile(content, for: file, key: Secret(copying: random.bytes(32)), random: random.fill)
    #expect(try problem(forged.bytes) == .approvalUnreadable)
    // With them, but for another request of this machine.
    let other = try WrittenRequest(
      asking: devices.requests, digits: digits, now: Self.now.adding(seconds: 1), random: random.fill)
    let received = try ReceivedRequest(other.bytes, now: Self.now)
    let elsewhere = try confirmed(received.enter(digits)).seal(
      devices.answer(), account: devices.account.publicKey, approver: devices.oldDevice, random: random.fill)
    #expect(try problem(elsewhere) == .requestUnknown)
    // By an account that has not signed the keys.
    let eve = try TestDevices.key("rsa4096-5").publicKey
    let swapped = try ApprovalContent.write(
      account: eve, approver: devices.oldDevice, answer: devices.answer().content())
    #expect(try problem(ApprovalFile(swapped, for: file, key: written.key).bytes) == .linkAnswerRefused)
  }

  @Test func `the former device's word counts for these keys, this account and this device alone`() throws {
    let key = try TestDevices.key("rsa4096-6")
    let (requests, account) = (devices.requests, AccountFingerprint(of: devices.account.publicKey))
    let statement = FormerDevice.statement(devices.oldDevice, of: account, for: requests)
    for algorithm in DeviceKeys.Signing.allCases {
      let word = FormerDevice(
        device: devices.oldDevice, role: .leaf, algorithm: algorithm,
        signature: try key.sign(statement, with: algorithm == .pss ? .rsaPSSSHA256 : .rsaSHA256))
      #expect(word.isProven(by: key.publicKey, of: account, for: requests))
      #expect(!word.isProven(by: devices.account.publicKey, of: account, for: requests))
      let elsewhere = AccountFingerprint(of: key.publicKey)
      #expect(!word.isProven(by: key.publicKey, of: elsewhere, for: requests))
      let others = try LinkRequests(
        device: requests.device, signing: requests.wrapAsSigning(), wrap: requests.wrap, name: "x", platform: "y")
      #expect(!word.isProven(by: key.publicKey, of: account, for: others))
      let other = FormerDevice(
        device: requests.deviceID, role: .leaf, algorithm: algorithm, signature: word.signature)
      #expect(!other.isProven(by: key.publicKey, of: account, for: requests))
      // It travels in a request as it is.
      let asking = try WrittenRequest(asking: requests.following(word), digits: digits, now: Self.now)
      #expect(try RequestFile(asking.bytes).requests.former == word)
    }
    let unsigned = FormerDevice(device: devices.oldDevice, role: .full)
    #expect(!unsigned.isProven(by: key.publicKey, of: account, for: requests))
  }
}

extension LinkRequests {
  /// Another signing key than this one's.
  fileprivate func wrapAsSigning() throws -> CertificateRequest {
    try CertificateRequest.make(for: TestDevices.key("rsa4096-5"), commonName: "Signet signing")
  }
}

/// What comes of the right digits of a request.
private func confirmed(_ entry: consuming RequestEntry) throws -> ConfirmedRequest {
  switch consume entry {
  case .right(let confirmed): return confirmed
  case .wrong: throw Unexpected()
  case .over: throw Unexpected()
  }
}
