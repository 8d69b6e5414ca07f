import ArgumentParser
import DaemonAPI
import Files
import Glibc
import Platform

/// `signet demo`
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Show the main jobs in a folder of its own: accounts, backups, messages over relays.",
    discussion: """
      Runs this program's own commands one after another and prints each with its answer: an account is made, backed \
      up, verified and restored; then two people exchange messages over three relays. Everything happens in a temporary \
      folder with daemons and relays of its own, on loopback ports, and is gone at the end; nothing of yours is touched. \
      Ends with 0 only when every step ended as it must.

      With --archives it also opens the archives in DIR that its manifest.json lists, with the passwords written there.

      Examples:
        $ signet demo
        $ signet demo --archives Fixtures/jami
      """)

  struct Report: Encodable {
    let steps: Int
    let archives: Int
    let relays: Int
    let messages: Int
  }

  @Option(help: ArgumentHelp("Open the Jami archives of DIR as well.", valueName: "dir"), completion: .directory)
  var archives: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    // Before anything is played: the last part needs it.
    try DemoRelay.requireProgram()
    let stage = try DemoStage(quiet: common.json)
    var (opened, messages, relays) = (0, 0, 0)
    do {
      try DemoPlay.mainJob(on: stage)
      if let archives { opened = try DemoPlay.jamiArchives(in: archives, on: stage) }
      messages = try DemoPlay.mesh(on: stage)
      relays = stage.relays.count
      try stage.strike()
    } catch {
      // The first failure is the one to tell; what cannot be cleaned up after it is said beside it.
      do { try stage.strike() } catch { Words.warn("\(stage.folder) could not be removed") }
      throw error
    }
    if common.json {
      return Answer.json(Report(steps: stage.steps, archives: opened, relays: relays, messages: messages))
    }
    Words.say("All \(stage.steps) steps ended as they must.")
  }
}
