import DaemonAPI
import Dispatch
import Platform
import Recovery
import Synchronization
import Testing

@testable import Daemon

/// Words between a worker and a terminal, with a terminal that does whatever it likes.
@Suite struct WordsLineTests {
  private final class Box: Sendable {
    let outcome = Mutex<Result<Share, any Error>?>(nil)
  }

  /// A worker that asks for one share; `terminal` is the other end.
  private func ask(_ terminal: (LocalSocket) throws -> Void) throws -> Result<Share, any Error> {
    let (worker, socket) = try LocalSocket.pair()
    let box = Box()
    let finished = DispatchSemaphore(value: 0)
    try OwnThread.start {
      let outcome = Result { try WordsConversation(line: WordsLine(worker)).share { $0 } }
      box.outcome.withLock { $0 = outcome }
      worker.shutDown()
      finished.signal()
    }
    try terminal(socket)
    finished.wait()
    return try #require(box.outcome.withLock { $0 })
  }

  private func failure(_ terminal: (LocalSocket) throws -> Void) throws -> String {
    switch try ask(terminal) {
    case .success: "nothing"
    case .failure(let error): ErrorReport(any: error).code
    }
  }

  private func kit() throws -> RecoveryKit {
    try RecoveryKit(seed: Secret(copying: [UInt8](repeating: 5, count: 32)))
  }

  @Test func `words that are right arrive`() throws {
    let words = try kit().shares[0].mnemonic().text()
    let taken = try ask { socket in
      let line = WordsLine(socket)
      guard case .ask(gathered: 0, needed: nil)? = line.hear()?.turn else { throw Unexpected() }
      try line.answer(.done, words)
      guard case .accepted(number: 1)? = line.hear()?.turn else { throw Unexpected() }
    }
    #expect(try taken.get().value.matches(try kit().shares[0].value))
  }

  @Test func `a wrong word comes back with its place and what it may be, and never in the error`() throws {
    let code = try failure { socket in
      let line = WordsLine(socket)
      for _ in 0..<3 {
        guard case .ask? = line.hear()?.turn else { throw Unexpected() }
        try line.answer(.done, try Secret(copying: Array("academi duckling zzzzzz enlarg4".utf8)))
        guard let heard = line.hear(), case .refused(let error, let unknown) = heard.turn else { return }
        #expect(unknown == [3, 4] && error.code == "wordUnknown" && !error.reason.contains("z"))
        let nearest = heard.secret.withBytes { String(decoding: $0, as: UTF8.self) }
        #expect(nearest.split(separator: "\n", omittingEmptySubsequences: false).count == 3)
      }
    }
    #expect(code == "wordUnknown")
  }

  @Test func `who gives up or goes away has cancelled it`() throws {
    #expect(try failure { try WordsLine($0).answer(.givenUp) } == "cancelled")
    #expect(try failure { $0.shutDown() } == "cancelled")
    #expect(
      try failure { socket in
        try [UInt8(1), 0, 0].withUnsafeBytes { try socket.write($0) }
        socket.shutDown()
      } == "cancelled")
  }

  @Test func `more than any share takes is refused before there is memory for it`() throws {
    let code = try failure { socket in
      try [UInt8(1), 0xff, 0xff, 0xff, 0xff].withUnsafeBytes { try socket.write($0) }
    }
    #expect(code == "secretsMalformed")
  }

  @Test func `words are no slot of the frames that hand passwords over`() throws {
    let (worker, terminal) = try LocalSocket.pair()
    try [SecretSlot.recoveryWords.number, 1, 0, 0, 0, 0, 0].withUnsafeBytes { try terminal.write($0) }
    #expect(throws: APIError(.secretsMalformed, "")) { _ = try SecretFrames.receive(from: worker) }
  }

  private struct Unexpected: Error {}
}
