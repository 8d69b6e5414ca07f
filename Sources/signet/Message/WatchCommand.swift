import ArgumentParser
import DaemonAPI
import Dispatch
import Glibc
import Platform

/// `signet watch`
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Show messages as they come, until Ctrl-C.",
    discussion: """
      One line for each message that comes from now on, and for each that is edited, deleted or reacted to. With \
      --json one object a line, of the shape that `inbox --json` has. When the daemon ends, watch waits for it and goes \
      on where it was; it does not start it again itself. Ctrl-C ends it with status 0. Nothing is marked as read.

      A device that comes into the account, or is thrown out, is told too, unless --with is said; with --json as an \
      entry of the history, which has a "kind".

      Examples:
        $ signet watch
        $ signet watch --with bob
        $ signet watch --json | jq -r .text
      """)

  @Option(help: ArgumentHelp("Only the conversation with this contact or channel.", valueName: "contact"))
  var with: String?

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let ctrlC = WatchEnd()
    defer { ctrlC.forget() }
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    var conversation: String?
    if let with { conversation = try await client.conversation(with, account: id) }
    var cursor: String?
    var isFirst = true
    while true {
      do {
        try await client.watch(after: cursor) { streamed, told in
          if !told.isEmpty { cursor = told }
          if case .begun = streamed, isFirst {
            isFirst = false
            if !common.json { Words.say("Watching; Ctrl-C ends it.") }
          }
          if case .event(let event) = streamed, event.account == id, conversation == nil { show(event) }
          guard case .message(let event) = streamed, event.account == id else { return }
          show(event.message, conversation)
        }
      } catch let error as ErrorReport where error.code == "daemonUnreachable" && !isFirst {
        // It is being started again, or somebody stopped it: then we wait until somebody starts it.
      } catch is SystemError {
        // The connection broke: the same.
      }
      try await Self.waitForDaemon(at: client.location, saying: !common.json)
    }
  }

  /// What no other device should be able to do unseen.
  private func show(_ event: Event) {
    guard ["deviceAdded", "deviceRevoked", "ownRevocationLearned", "ownKeysDestroyed"].contains(event.kind) else {
      return
    }
    if common.json {
      Answer.json(event)
    } else {
      Words.exactly("\(event.at.text)  \(SafeText.line(event.text))")
    }
  }

  private func show(_ message: InboxMessage, _ conversation: String?) {
    if let conversation, message.conversation != conversation { return }
    // What was just written here is no news; that somebody reacted to it is.
    if message.own && message.change == message.number { return }
    if common.json {
      Answer.json(message)
    } else {
      Words.exactly(message.line)
    }
  }

  private static func waitForDaemon(at location: DaemonLocation, saying: Bool) async throws {
    var hasSaid = !saying
    while true {
      // Before the first look too: a daemon that ends may still listen.
      try await Task.sleep(for: .milliseconds(200))
      if DaemonLauncher.isRunning(at: location) { return }
      if !hasSaid { Words.say("The daemon has ended; waiting until it runs again.") }
      hasSaid = true
    }
  }
}

/// Ends this program with 0 at Ctrl-C: for a command that goes on until then it is how it ends well.
private final class WatchEnd {
  private let source: any DispatchSourceSignal

  init() {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler { Glibc.exit(ExitTable.ok) }
    source.resume()
  }

  func forget() {
    source.cancel()
    signal(SIGINT, SIG_DFL)
  }
}
