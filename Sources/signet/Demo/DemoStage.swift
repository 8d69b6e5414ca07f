import DaemonAPI
import Files
import Glibc
import Platform

/// Where the demonstration plays: a temporary folder, homes and relays in it, and the means to run this program.
final class DemoStage {
  let folder: String
  private let isQuiet: Bool
  private(set) var steps = 0

  var firstHome: String { folder + "/first" }
  var secondHome: String { folder + "/second" }
  var bobsHome: String { folder + "/bob" }
  private(set) var relays: [DemoRelay] = []

  /// - Parameter quiet: show nothing, because the answer will be JSON.
  init(quiet: Bool) throws {
    isQuiet = quiet
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((base + "/signet-demo-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw FileError("creating", base, systemCode: errno) }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// A file with a password, as the commands read it.
  func passwordFile(_ name: String, _ password: String) throws -> String {
    let path = folder + "/" + name
    try AtomicFile.create(path, with: Array((password + "\n").utf8))
    return path
  }

  /// Starts one more relay, which knows those that run.
  func startRelay() throws {
    let relay = try DemoRelay(store: folder + "/relay-\(relays.count + 1).sqlite", peers: relays)
    relays.append(relay)
    show("\n$ " + relay.shown + "\n" + relay.url)
  }

  /// Runs one command of this program and shows it with its answer.
  /// - Parameter expected: the status that it must end with.
  /// - Returns: what it wrote to standard output.
  /// - Throws: `stepFailed` when it ends in another way.
  @discardableResult
  func run(_ arguments: [String], expecting expected: Int32 = ExitTable.ok) throws -> String {
    show("\n$ signet " + arguments.map(Self.quoted).joined(separator: " "))
    let run = try DemoRun(arguments)
    show(run.shown)
    guard run.status == expected else {
      throw CommandError(
        .stepFailed, "`signet \(arguments.joined(separator: " "))` ended with \(run.status) instead of \(expected)",
        hint: run.words.isEmpty ? nil : run.words)
    }
    steps += 1
    return run.data
  }

  /// Holds a step to what must be true after it.
  func expect(_ holds: Bool, _ sentence: String) throws {
    guard holds else { throw CommandError(.stepFailed, "it does not hold that \(sentence)") }
    show("  so \(sentence)")
  }

  /// A line between steps.
  func tell(_ sentence: String) { show("\n# " + sentence) }

  /// Stops the daemons and the relays, and removes the folder.
  func strike() throws {
    guard FileReader.exists(folder) else { return }
    for home in [firstHome, secondHome, bobsHome] where FileReader.exists(home) {
      // What is left of a daemon that cannot be asked to stop is told by the folder that cannot be removed.
      _ = try? DemoRun(["daemon", "stop", "--home", home])
    }
    for relay in relays { relay.stop() }
    relays = []
    try Folder.remove(folder)
  }

  private func show(_ text: String) {
    if !isQuiet && !text.isEmpty { Words.data(text) }
  }

  private static func quoted(_ argument: String) -> String {
    argument.contains { " ?&#;".contains($0) } ? "'\(argument)'" : argument
  }
}
