import DaemonAPI
import Files
import Logging
import Platform
import Testing

@testable import Daemon
@testable import DaemonAPI

@Suite struct DaemonLocationTests {
  private func location(home: String? = nil, _ variables: [String: String]) throws -> DaemonLocation {
    try DaemonLocation(home: home, variable: { variables[$0] })
  }

  @Test func `a named home holds state and socket, and the option comes before the variable`() throws {
    let named = try location(home: "/a/b/", ["SIGNET_HOME": "/c", "XDG_RUNTIME_DIR": "/run/user/7"])
    #expect(named.dataFolder == "/a/b" && named.socketPath == "/a/b/signetd.sock" && named.isNamed)
    #expect(try location(["SIGNET_HOME": "/c"]).dataFolder == "/c")
  }

  @Test func `without one the XDG folders are used, and beside the state where there is no runtime folder`() throws {
    let standard = try location(["HOME": "/home/ann", "XDG_RUNTIME_DIR": "/run/user/7"])
    #expect(standard.dataFolder == "/home/ann/.local/share/signet")
    #expect(standard.socketPath == "/run/user/7/signet/signetd.sock")
    #expect(try location(["HOME": "/h"]).socketPath == "/h/.local/share/signet/signetd.sock")
    #expect(try location(["HOME": "/h", "XDG_DATA_HOME": "relative"]).dataFolder == "/h/.local/share/signet")
  }

  @Test func `without any home that is said`() {
    #expect(throws: ErrorReport(APIError(.homeUnknown, ""))) { try location([:]) }
  }
}

@Suite struct EventTests {
  @Test func `a stream is cut into its messages wherever the bytes were cut`() {
    let text = Array(": hello\n\nid: a:1\nevent: x\ndata: {\"n\":1}\n\nid: a:2\r\ndata: two\ndata: lines\n\n".utf8)
    for place in 0...text.count {
      var parser = EventStreamParser()
      let messages = parser.append(text[..<place]) + parser.append(text[place...])
      #expect(messages.map(\.id) == ["a:1", "a:2"])
      #expect(messages.map(\.data) == ["{\"n\":1}", "two\nlines"])
    }
  }

  @Test func `a stream tells the type of each message, and an ID alone as a message without data`() {
    var parser = EventStreamParser()
    let text = ": signetd\n\nid: a:1,a.m:0\n\nid: a:1,a.m:1\nevent: message\ndata: {}\n\n: still here\n\ndata: next\n\n"
    let messages = parser.append(Array(text.utf8))
    #expect(messages.map(\.id) == ["a:1,a.m:0", "a:1,a.m:1", "a:1,a.m:1"])
    #expect(messages.map(\.event) == ["", "message", ""])
    #expect(messages.map(\.data) == ["", "{}", "next"])
  }

  @Test func `a cursor comes back from its text`() throws {
    var cursor = EventCursor()
    cursor["b"] = 7
    cursor["a"] = 9
    #expect(cursor.text == "a:9,b:7")
    #expect(try EventCursor(cursor.text) == cursor)
    #expect(cursor["never seen"] == 0)
    #expect(throws: APIError(.badRequest, "")) { try EventCursor("a:b:c") }
  }
}

@Suite struct MachineCheckTests {
  @Test func `Debian's versions are in Debian's order`() {
    let sorted = ["3.7.9-2~bpo1", "3.7.9-2", "3.7.9-2+deb12u2", "3.7.9-2+deb12u7", "3.7.9-2+deb12u10", "3.7.10-1"]
    for (index, version) in sorted.enumerated() {
      for later in sorted[(index + 1)...] { #expect(DebianVersion(version) < DebianVersion(later)) }
      #expect(DebianVersion(version) == DebianVersion(version))
    }
  }

  @Test(arguments: [("3.7.9-2+deb12u6", true), ("3.7.9-2+deb12u7", false), ("3.8.9-3", false)])
  func `a libgnutls30 without the fixes is found`(_ version: String, _ isFound: Bool) throws {
    let home = TemporaryHome()
    let text = "Package: other\nVersion: 3.7.9-1\n\nPackage: libgnutls30\nStatus: ok\nVersion: \(version)\n"
    try AtomicFile.create(home("status"), with: Array(text.utf8))
    let findings = MachineCheck.examine(packages: home("status"), lockable: .max)
    #expect(findings.map(\.id) == (isFound ? ["gnutlsOutdated"] : []))
  }

  @Test func `a low limit of locked memory is found`() {
    #expect(MachineCheck.examine(packages: "/nowhere", lockable: 65536).map(\.id) == ["memoryLockLimit"])
  }
}

@Suite struct LogTests {
  @Test func `a value with a line end makes no line of its own`() throws {
    let home = TemporaryHome()
    let file = try AppendFile(path: home("log"), limit: 1000)
    let handler = LineLogHandler(logLevel: .trace, target: .file(file))
    handler.log(
      event: .init(
        level: .info, message: "one\ntwo", error: nil, metadata: ["z": "1", "a": "x\u{1b}[2J"], source: "", file: "",
        function: "", line: 1))
    let text = String(decoding: try FileReader.read(home("log"), limit: 4096), as: UTF8.self)
    #expect(text.split(separator: "\n").count == 1)
    #expect(text.contains("one\\ntwo") && !text.contains("\u{1b}") && text.contains(" a=x"))
  }

  @Test func `a log that is full becomes the one before`() throws {
    let home = TemporaryHome()
    let file = try AppendFile(path: home("log"), limit: 100)
    for number in 0..<30 { file.append("line \(number)") }
    #expect(try FileReader.status(home("log")).size <= 100)
    #expect(try FileReader.status(home("log.1")).size <= 100)
    #expect(try FileReader.status(home("log")).mode == 0o600)
  }
}
