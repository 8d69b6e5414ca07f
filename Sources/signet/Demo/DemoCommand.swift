import ArgumentParser
import DaemonAPI
import Files
import Glibc
import Platform

/// `signet demo`
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Show the main job in a folder of its own: create, back up, verify, restore.",
    discussion: """
      Runs this program's own commands one after another and prints each with its answer. Everything happens in a \
      temporary folder with daemons of its own, which is removed at the end; nothing of yours is touched. Ends with 0 \
      only when every step ended as it must.

      With --archives it also opens the archives in DIR that its manifest.json lists, with the passwords written there.

      Examples:
        $ signet demo
        $ signet demo --archives Fixtures/jami
      """)

  struct Report: Encodable {
    let steps: Int
    let archives: Int
  }

  @Option(help: ArgumentHelp("Open the Jami archives of DIR as well.", valueName: "dir"), completion: .directory)
  var archives: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let stage = try DemoStage(quiet: common.json)
    var opened = 0
    do {
      try DemoPlay.mainJob(on: stage)
      if let archives { opened = try DemoPlay.jamiArchives(in: archives, on: stage) }
      try stage.strike()
    } catch {
      // The first failure is the one to tell; what cannot be cleaned up after it is said beside it.
      do { try stage.strike() } catch { Words.warn("\(stage.folder) could not be removed") }
      throw error
    }
    if common.json { return Answer.json(Report(steps: stage.steps, archives: opened)) }
    Words.say("All \(stage.steps) steps ended as they must.")
  }
}
