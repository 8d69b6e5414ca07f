import GnuTLS
import Identity
import JOSE
import Platform
import Testing

@testable import Linking

@Suite("What the old device answers")
struct AnswerTests {
  let devices: TestDevices

  init() throws { devices = try TestDevices.shared.get() }

  private func problem(_ answer: LinkAnswer, account: PublicKey? = nil, at now: UnixTime = TestDevices.now) -> String? {
    do throws(LinkingError) {
      let read = try LinkAnswer(answer.content())
      try read.check(account: account ?? devices.account.publicKey, requests: devices.requests, now: now)
      return nil
    } catch {
      return error.kind == .linkAnswerRefused ? error.reason : "another code"
    }
  }

  private func changed(
    chain: [Certificate]? = nil, signing: Certificate? = nil, receipt: Receipt? = nil
  ) -> LinkAnswer {
    LinkAnswer(
      grant: .leaf, chain: chain ?? devices.chain, signing: signing ?? devices.signing,
      receipt: receipt ?? devices.receipt, displayName: "Ada", createdAt: TestDevices.now, ethereumAddress: nil,
      keys: devices.shared, state: .object([]))
  }

  @Test func `an answer is taken when it is of the account of the hello, for the keys that were asked for`() throws {
    #expect(problem(devices.answer()) == nil)
    #expect(problem(devices.answer(.full(archive: try Secret(copying: [1, 2, 3])))) == nil)
    let without = changed(chain: Array(devices.chain.prefix(2)))
    #expect(problem(without) == nil)
  }

  @Test func `an answer of another account, for other keys, or that the account has not signed is refused`() throws {
    let eveKey = try TestDevices.key("rsa4096-5")
    let eve = try CertificateIssuer.authority(key: eveKey, now: TestDevices.now)
    let byEve = try CertificateIssuer.device(
      request: devices.requests.device, account: eve, accountKey: eveKey, now: TestDevices.now)
    let (device, account) = (devices.chain[0], devices.chain[1])
    #expect(problem(devices.answer(), account: eveKey.publicKey)?.contains("another account") == true)
    #expect(problem(changed(chain: [byEve, eve]))?.contains("another account") == true)
    #expect(problem(changed(chain: [byEve, account]))?.contains("not signed") == true)
    #expect(problem(changed(chain: [device, account, eve]))?.contains("not signed") == true)
    #expect(problem(changed(chain: [devices.signing, account]))?.contains("asked for") == true)
    #expect(problem(changed(signing: device))?.contains("asked for") == true)
    #expect(problem(changed(chain: [device])) != nil && problem(changed(chain: [])) != nil)
    let other = try Receipt.make(device: eveKey.publicKey, accountKey: devices.accountKey, ethereumAddress: nil)
    #expect(problem(changed(receipt: other))?.contains("receipt") == true)
    let over = TestDevices.now.adding(seconds: CertificateIssuer.lifetime + 1)
    #expect(problem(devices.answer(), at: over)?.contains("cannot be used") == true)
  }

  @Test func `a leaf's answer has no room for an archive, and an answer cut anywhere is none`() throws {
    let full = try devices.answer(.full(archive: try Secret(copying: [1, 2, 3]))).content()
    let leaf = try devices.answer().content()
    // The archive behind an answer that says leaf.
    let smuggled = try Secret(count: leaf.count + 7) { buffer in
      leaf.withBytes { buffer.copyMemory(from: $0) }
      UnsafeMutableRawBufferPointer(rebasing: buffer[leaf.count...]).copyBytes(from: [0, 0, 0, 3, 1, 2, 3])
    }
    #expect(throws: LinkingError.self) { try LinkAnswer(smuggled) }
    for count in stride(from: 0, to: full.count, by: 37) {
      let cut = try Secret(count: count) { buffer in
        full.withBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      }
      #expect(throws: LinkingError.self) { try LinkAnswer(cut) }
    }
  }

  @Test func `an answer that is too long for a link is refused before it is sent`() throws {
    let archive = try Secret(count: LinkingLimits.answer) { _ in }
    let answer = devices.answer(.full(archive: archive))
    #expect(throws: LinkingError.self) { try answer.content() }
  }

  @Test func `one key for two purposes, or a request under another name, is not granted`() throws {
    let requests = devices.requests
    func make(
      _ device: CertificateRequest, _ signing: CertificateRequest, _ wrap: CertificateRequest, name: String = "x",
      platform: String = "y"
    ) -> LinkingError.Code? {
      do throws(LinkingError) {
        _ = try LinkRequests(device: device, signing: signing, wrap: wrap, name: name, platform: platform)
        return nil
      } catch { return error.kind }
    }
    #expect(make(requests.device, requests.signing, requests.wrap) == nil)
    #expect(make(requests.device, requests.device, requests.wrap) == .requestRefused)
    #expect(make(requests.signing, requests.device, requests.wrap) == .requestRefused)
    #expect(make(requests.device, requests.wrap, requests.signing) == .requestRefused)
    #expect(make(requests.device, requests.signing, requests.wrap, name: "a\u{7}b") == .requestRefused)
    #expect(make(requests.device, requests.signing, requests.wrap, name: " ") == .requestRefused)
    let long = String(repeating: "p", count: 129)
    #expect(make(requests.device, requests.signing, requests.wrap, platform: long) == .requestRefused)
  }
}
