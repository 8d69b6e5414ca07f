import Glibc
import GnuTLS
import Platform
import Testing

@testable import AccountArchive

/// What hostile archives cost. Each is opened in a process of its own, so that the peak of memory is that of one
/// archive; time is that of the processor, so that a busy machine does not matter.
@Suite(.serialized) struct ArchiveCostTests {
  /// Opens the file with the raw key of the tests, its password, or with none, and gives the code of the error or `ok`.
  static func open(_ path: String, with seal: HostileText.Seal) -> String {
    do {
      let opened = try ArchiveReader.open(path: path, secret: seal.secret())
      return withExtendedLifetime(opened) { "ok" }
    } catch {
      return (error as? ArchiveError)?.code ?? "\(error)"
    }
  }

  /// Opens it, and ends the process with a status that says what was wrong with outcome, memory or time.
  static func measure(_ path: String, with seal: HostileText.Seal, expecting outcome: String) -> Never {
    // Idle is after the first archive: libraries and their tables are in memory then.
    _ = open(Fixtures.path("archive-vectors/ok-key.gz"), with: .key)
    let (memory, time) = (Usage.resident, Usage.seconds)
    let got = open(path, with: seal)
    let (grown, took) = (Usage.peak - memory, Usage.seconds - time)
    print("\(path.split(separator: "/").last ?? ""): \(got), \(grown) KiB, \(Int(took * 1000)) ms")
    if got != outcome { exit(1) }
    // Argon2 takes 64 MiB, which are given back before the text is read.
    if grown > (seal == .password ? 72 + 64 : 72) * 1024 { exit(2) }
    if seal != .password && outcome == "tooLarge" && took > 1 { exit(3) }
    exit(0)
  }

  @Test(arguments: [
    "tooLarge-1-gib", "tooLarge-1-gib-with-key", "tooLarge-100-mib-inside", "tooLarge-64-mib-and-one",
    "tooLarge-64-mib-and-one-encrypted", "tooLarge-1000000-levels", "tooLarge-5000000-values", "tooLarge-blocks",
    "ok-64-mib", "ok-64-mib-encrypted", "ok-200000-values", "ok-20000-names",
  ])
  func `no vector takes more than 72 MiB, and none is refused later than after a second`(name: String) async {
    let path = Fixtures.path("archive-vectors/\(name).gz")
    let seal: HostileText.Seal = ["with-key", "inside", "encrypted"].contains { name.hasSuffix($0) } ? .key : .none
    let outcome = String(name.prefix { $0 != "-" })
    await #expect(processExitsWith: .success, "1: wrong outcome, 2: memory, 3: time") {
      [path = path as String, seal = seal as HostileText.Seal, outcome = outcome as String] in
      ArchiveCostTests.measure(path, with: seal, expecting: outcome)
    }
  }

  @Test(arguments: HostileText.allCases)
  func `no text of 64 MiB takes more than 72 MiB, however it is made`(text: HostileText) async throws {
    // Sealed is the dearer way; where it has to fail, the other is worth a look too.
    try await check(text, sealed: text.outcome(sealed: true) == "ok" ? [.key] : [.key, .none])
  }

  @Test(arguments: [HostileText.manyContacts, .longNames])
  func `with a password it takes Argon2's 64 MiB more at most`(text: HostileText) async throws {
    try await check(text, sealed: [.password])
  }

  private func check(_ text: HostileText, sealed seals: [HostileText.Seal]) async throws {
    let folder = try Scratch()
    for seal in seals {
      let path = try folder.file(text, seal)
      let outcome = text.outcome(sealed: seal != .none)
      await #expect(processExitsWith: .success, "\(text), 1: wrong outcome, 2: memory, 3: time") {
        [path = path as String, seal = seal as HostileText.Seal, outcome = outcome as String] in
        ArchiveCostTests.measure(path, with: seal, expecting: outcome)
      }
    }
  }
}

/// What the process has used, as the system counts it.
private enum Usage {
  /// KiB in memory now.
  static var resident: Int { status("VmRSS:") }
  /// KiB in memory at most so far.
  static var peak: Int { status("VmHWM:") }

  /// Of processor.
  static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func status(_ name: String) -> Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        .split { $0 == " " || $0 == "\t" || $0 == "\n" }
      if words.first == name[...] { return words.count > 1 ? Int(words[1]) ?? 0 : 0 }
    }
    return 0
  }
}

/// A folder that goes away with its owner.
private final class Scratch {
  private let path: String
  private var files: [String] = []

  init() throws {
    var template = Array("/tmp/signet-archive-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SystemError(.memoryUnavailable, "no folder", systemCode: errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for file in files { unlink(file) }
    rmdir(path)
  }

  func file(_ text: HostileText, _ seal: HostileText.Seal) throws -> String {
    let bytes = try text.file(seal)
    let name = "\(path)/\(text.rawValue)-\(seal.rawValue).gz"
    files.append(name)
    let descriptor = open(name, O_CREAT | O_WRONLY | O_EXCL, 0o600)
    defer { close(descriptor) }
    let written = bytes.withBytes { write(descriptor, $0.baseAddress, $0.count) }
    try #require(written == bytes.count)
    return name
  }
}
