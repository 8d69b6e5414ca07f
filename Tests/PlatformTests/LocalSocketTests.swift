import Glibc
import Platform
import Testing

struct LocalSocketTests {
  let folder = TemporaryFolder()

  @Test func messagesArriveWholeAndInOrder() throws {
    let (left, right) = try LocalSocket.pair()
    try left.writeMessage([1, 2, 3])
    try left.writeMessage([])
    #expect(try right.readMessage(limit: 16) == [1, 2, 3])
    #expect(try right.readMessage(limit: 16) == [])
    left.shutDown()
    #expect(try right.readMessage(limit: 16) == nil)
  }

  @Test func aMessageOverTheLimitIsRefusedBeforeMemoryIsTaken() throws {
    let (left, right) = try LocalSocket.pair()
    let header: [UInt8] = [0xff, 0xff, 0xff, 0xff]
    try header.withUnsafeBytes { try left.write($0) }
    let error = #expect(throws: SystemError.self) { _ = try right.readMessage(limit: 64) }
    #expect(error?.code == "messageTooLarge")
    #expect(error?.reason == "a message of 4294967295 bytes over a local socket; at most 64 are taken")
  }

  @Test func anEndInTheMiddleOfAMessageIsAnError() throws {
    let (left, right) = try LocalSocket.pair()
    let part: [UInt8] = [0, 0, 0, 9, 1, 2]
    try part.withUnsafeBytes { try left.write($0) }
    left.shutDown()
    let error = #expect(throws: SystemError.self) { _ = try right.readMessage(limit: 64) }
    #expect(error?.code == "connectionClosed")
  }

  @Test func aListenersFileIsForItsOwnerOnlyAndGoesWithIt() throws {
    let path = folder("s.sock")
    var status = stat()
    do {
      let listener = try LocalListener(path: path)
      #expect(stat(path, &status) == 0)
      #expect(status.st_mode & 0o777 == 0o600)
      let client = try LocalSocket(connectingTo: path)
      let server = try listener.accept(timeoutSeconds: 5)
      #expect(try PeerCredentials(of: server.descriptor).isSameUser)
      #expect(try PeerCredentials(of: client.descriptor).processID == getpid())
    }
    #expect(stat(path, &status) != 0)
  }

  @Test func nobodyComingIsATimeOut() throws {
    let listener = try LocalListener(path: folder("s.sock"))
    let error = #expect(throws: SystemError.self) { _ = try listener.accept(timeoutSeconds: 0) }
    #expect(error?.code == "timedOut")
  }

  @Test func aSecondListenerIsRefused() throws {
    let path = folder("s.sock")
    try withExtendedLifetime(LocalListener(path: path)) {
      let error = #expect(throws: SystemError.self) { _ = try LocalListener(path: path) }
      #expect(error?.systemCode == EADDRINUSE)
    }
  }

  @Test func aPathThatDoesNotFitSaysSo() {
    let path = "/tmp/" + String(repeating: "x", count: 120)
    let error = #expect(throws: SystemError.self) { _ = try LocalSocket(connectingTo: path) }
    #expect(error?.code == "socketPathTooLong")
    #expect(error?.reason == "the socket path \(path) is longer than 107 bytes")
    #expect(error?.hint == "use a shorter --home")
  }
}
