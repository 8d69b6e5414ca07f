import DaemonAPI
import FoundationEssentials
import Glibc
import Platform

extension DemoPlay {
  private struct Standing: Decodable {
    let id: String?
    let keys: String?
  }
  private struct Link: Decodable { let link: String }
  private struct Number: Decodable { let number: String }
  private struct Messages: Decodable {
    struct Message: Decodable {
      let text: String?
      let verified: Bool
      let from: String
    }
    let messages: [Message]
  }

  /// Three relays, two people who add each other, and a message each way. Ada is the account of the first home.
  /// - Returns: how many messages arrived.
  static func mesh(on stage: DemoStage) throws -> Int {
    let ada = ["--home", stage.firstHome]
    let bob = ["--home", stage.bobsHome]
    stage.tell("Three relays that nobody has to trust; each keeps sealed packets and passes them on.")
    for _ in 0..<3 { try stage.startRelay() }
    stage.tell("A second person. The keys for messages are made after the account, in the background.")
    try stage.run(["account", "create", "--name", "Bob", "--device-name", "phone", "--no-password"] + bob)
    let adasID = try ready(ada)
    let bobsID = try ready(bob)
    stage.tell("Both know the relays.")
    for home in [ada, bob] { for relay in stage.relays { try stage.run(["relay", "add", relay.url] + home) } }

    stage.tell("Bob hands his invitation to Ada, and adds Ada by her Jami ID alone: her card is on the relays.")
    let invitation = try decode(Link.self, ["invite"] + bob)
    try stage.run(["invite"] + bob)
    try stage.run(["contact", "add", invitation.link, "--name", "Bob"] + ada)
    try stage.run(["contact", "add", adasID, "--name", "Ada"] + bob)
    let numbers = try ["Bob", "Ada"].enumerated().map { index, contact in
      try decode(Number.self, ["contact", "verify", contact] + [ada, bob][index]).number
    }
    try stage.expect(numbers[0] == numbers[1], "both see the same safety number, \(numbers[0])")

    stage.tell("A message each way: signed by the device, sealed to the other, over relays that can read neither.")
    try stage.run(["send", "Bob", "Hello Bob, this is Ada."] + ada)
    try arrival(of: "Hello Bob, this is Ada.", from: adasID, at: bob, on: stage)
    try stage.run(["inbox"] + bob)
    try stage.run(["send", "Ada", "Hello Ada, I read you."] + bob)
    try arrival(of: "Hello Ada, I read you.", from: bobsID, at: ada, on: stage)
    try stage.run(["inbox"] + ada)
    stage.tell("How the relays stand, as Ada sees them.")
    try stage.run(["relay", "status"] + ada)
    return 2
  }

  /// Waits until the account has its keys.
  /// - Returns: its Jami ID.
  private static func ready(_ home: [String]) throws -> String {
    try eventually("the keys for messages are made") {
      let standing = try decode(Standing.self, ["status"] + home)
      return standing.keys == "ready" ? standing.id : nil
    }
  }

  private static func arrival(of text: String, from author: String, at home: [String], on stage: DemoStage) throws {
    let message = try eventually("the message arrives") {
      try decode(Messages.self, ["inbox", "--keep-unread"] + home).messages.first { $0.text == text }
    }
    try stage.expect(message.verified && message.from == author, "the message is verified, and from \(author)")
  }

  private static func decode<Answer: Decodable>(
    _ type: Answer.Type, _ arguments: [String]
  ) throws -> Answer {
    try JSONDecoder().decode(type, from: Data(try DemoRun(arguments + ["--json"]).data.utf8))
  }

  /// Looks again and again, for at most a minute.
  private static func eventually<Value>(_ sentence: String, _ look: () throws -> Value?) throws -> Value {
    for _ in 0..<240 {
      if let value = try look() { return value }
      usleep(250_000)
    }
    throw CommandError(.stepFailed, "it does not hold that \(sentence)")
  }
}
