import DaemonAPI
import FoundationEssentials
import Platform

/// What the demonstration plays, step by step.
enum DemoPlay {
  private struct Accounts: Decodable {
    struct Account: Decodable {
      let id: String
      let deviceId: String
    }
    let accounts: [Account]
  }

  /// Create, back up, verify, restore as a second device, and be refused with a wrong password.
  static func mainJob(on stage: DemoStage) throws {
    let first = ["--home", stage.firstHome]
    let second = ["--home", stage.secondHome]
    let backup = stage.folder + "/ada.gz"
    let password = ["--password-file", try stage.passwordFile("password.txt", "correct horse battery staple")]
    let wrong = ["--password-file", try stage.passwordFile("wrong.txt", "incorrect horse")]

    stage.tell("An account, with this machine as its first device.")
    try stage.run(["account", "create", "--name", "Ada Lovelace", "--device-name", "desk"] + password + first)
    stage.tell("A backup in Jami's format. It is read back before the command says that it is done.")
    try stage.run(["backup", "create", backup] + password + first)
    stage.tell("Proof, without a daemon, that the account can be brought back from that one file.")
    try stage.run(["backup", "verify", backup] + password)

    stage.tell("The same account on a second machine (another home with a daemon of its own).")
    try stage.run(["backup", "restore", backup, "--device-name", "laptop"] + password + second)
    try stage.run(["device", "list"] + second)
    let here = try account(at: first, on: stage)
    let there = try account(at: second, on: stage)
    try stage.expect(here.id == there.id, "both have the same account")
    try stage.expect(here.deviceId != there.deviceId, "they are two devices of it")

    stage.tell("What must be refused: a wrong password, and a restore over an account that is here.")
    try stage.run(["backup", "verify", backup] + wrong, expecting: ExitTable.wrongPasswordOrDamaged)
    try stage.run(["backup", "restore", backup] + password + first, expecting: ExitTable.refused)
    try stage.expect(try account(at: first, on: stage).deviceId == here.deviceId, "the account here is as it was")
    stage.tell("How the first home stands.")
    try stage.run(["status"] + first)
  }

  private static func account(at home: [String], on stage: DemoStage) throws -> Accounts.Account {
    let answer = try DemoRun(["account", "list", "--json"] + home)
    let list = try JSONDecoder().decode(Accounts.self, from: Data(answer.data.utf8)).accounts
    guard let account = list.first, list.count == 1 else {
      throw CommandError(.stepFailed, "a home has \(list.count) accounts instead of 1")
    }
    return account
  }
}
