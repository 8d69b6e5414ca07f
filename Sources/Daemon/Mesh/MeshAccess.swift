import AccountStore
import Jasper
import Logging
import Platform

/// Calls to relays on behalf of one account. What each call shows of its relay goes into the book.
struct MeshAccess: Sendable {
  let desk: AccountDesk
  let book: RelayBook
  let clients: RelayClients

  init(desk: AccountDesk, clients: RelayClients) {
    self.desk = desk
    self.clients = clients
    book = RelayBook(desk: desk)
  }

  /// - Throws: `JasperError` of the call; `StoreError`.
  func ask<Answer: Sendable>(
    _ url: RelayURL, _ call: @Sendable (RelayClient) async throws(JasperError) -> Answer
  ) async throws -> Answer {
    let isTyped = try await desk.withDatabase { try $0.relay(url.text)?.origin == .user }
    do throws(JasperError) {
      let answer = try await call(clients.client(for: url, isTyped: isTyped))
      try await note(.answered, of: url)
      return answer
    } catch let error {
      // A call that we gave up ourselves says nothing about the relay.
      if !Task.isCancelled { try await note(Self.experience(error), of: url) }
      throw error
    }
  }

  /// Asks a relay how it is; a plain one that knows no `/status` answered too.
  /// - Throws: `JasperError`, `StoreError`.
  func probe(_ url: RelayURL) async throws {
    do {
      let status = try await ask(url) { (client) throws(JasperError) in try await client.status(of: url) }
      try await book.note(.told(status), of: url)
    } catch let error as JasperError where error.kind == .relayRefused && error.status == 404 {
      try await book.note(.answered, of: url)
    }
  }

  private func note(_ experience: RelayBook.Experience, of url: RelayURL) async throws(JasperError) {
    do {
      try await book.note(experience, of: url)
    } catch {
      // The call itself went as it went; its outcome matters more than a mark in the book.
      desk.logger.warning("what a relay showed could not be noted", metadata: ["relay": "\(url)"])
    }
  }

  /// A refusal of this one request is an answer; a relay that is full or failing is as good as none.
  private static func experience(_ error: JasperError) -> RelayBook.Experience {
    guard error.kind == .relayRefused, let status = error.status, status < 500, status != 429 else {
      return .unreachable(error.reason)
    }
    return .answered
  }
}
