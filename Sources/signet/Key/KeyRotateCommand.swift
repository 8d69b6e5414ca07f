import ArgumentParser
import DaemonAPI

/// `signet key rotate`
struct KeyRotateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate",
    abstract: "Give the account, or this device, new keys.",
    discussion: """
      receive: a new receive and a new sync key. Messages that are sent from then on are sealed to the new key. The \
      other devices of the account are handed both keys, each by its own wrap key; messages on their way to the old \
      key are still opened. `signet device revoke` does the same for the devices that stay.

      device: new device, signing and wrap keys. A device's ID is made of its device key, so it gets another one, and \
      takes the place of the device that it was: the other devices show that one as superseded, and contacts go on by \
      themselves. A signing key on a token gets a new one there, for the token's PIN. On a leaf, `signet device join` again does the same.

      signing, wrap: a new key of this device alone, for what it signs or for what is sealed to it. The account's log \
      names the new one in the place of the old.

      account: a new account key, and a new authority above it. The Jami ID is made of the account key, so the account \
      gets another one; the old ones still name it here. Contacts with Signet, and your other devices, follow: at once \
      where the recovery key signs too, which it does as long as it is in the archive or with --words; else after 72 \
      hours in which nobody objects. Contacts with Jami alone cannot follow: give them the new ID. --dry-run names them.

      It takes the archive's password. The old key works until the new one has signed from the file that was written \
      and read back.

      Examples:
        $ signet key rotate receive
        $ signet key rotate signing
        $ signet key rotate device
        $ signet key rotate account --dry-run
        $ signet key rotate account --words
        $ signet key rotate account --yes --password-file ~/ada.password --json
      """)

  enum Purpose: String, ExpressibleByArgument, CaseIterable {
    case receive, account, device, signing, wrap
  }

  @Argument(help: "Which key: receive, account, device, signing or wrap.")
  var purpose: Purpose

  @Flag(help: "Account: say what would happen, and change nothing.")
  var dryRun = false

  @Flag(help: "Account: do not ask.")
  var yes = false

  @Flag(help: "Account: ask for words of the recovery kit, so that others follow at once.")
  var words = false

  @OptionGroup var wordFiles: WordsOptions
  @OptionGroup var pin: TokenPINOptions
  @OptionGroup var opening: OpeningOptions
  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if purpose != .device, pin.tokenPinFile != nil {
      throw ValidationError("--token-pin-file is for new keys of the device, where its signing key is on a token")
    }
    if purpose != .account, dryRun || yes || words || !wordFiles.wordsFile.isEmpty {
      throw ValidationError("--dry-run, --yes, --words and --words-file are for the account key alone")
    }
  }

  func run() async throws {
    let source = SecretSource(
      subject: "the account", password: try opening.read(), tokenPIN: try pin.read())
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    switch purpose {
    case .receive: try await rotateReceive(client, id, source)
    case .device: try await rotateDevice(client, id, source)
    case .signing, .wrap: try await rotateOwn(client, id, source)
    case .account: try await rotateAccount(client, id, source)
    }
  }

  private func rotateReceive(_ client: DaemonClient, _ id: String, _ source: SecretSource) async throws {
    let operation = try await client.rotateReceiveKey(account: id, KeysRequest(offers: source.offers))
    let result = try await client.follow(operation, source, json: common.json)
    if common.json { return Answer.json(result) }
    Answer.facts([
      ("generation", result.rotation.map { String($0.generation) }),
      ("devices", result.rotation.map { String($0.recipients.count) }),
    ])
    result.warnings.forEach(Words.warn)
  }

  private func rotateOwn(_ client: DaemonClient, _ id: String, _ source: SecretSource) async throws {
    let operation = try await client.makeKeys(
      account: id, KeysRequest(offers: source.offers, rotate: purpose.rawValue))
    let result = try await client.follow(operation, source, json: common.json)
    if common.json { return Answer.json(result) }
    Answer.facts([("new", result.keys?.joined(separator: ", "))])
    result.warnings.forEach(Words.warn)
  }

  private func rotateDevice(_ client: DaemonClient, _ id: String, _ source: SecretSource) async throws {
    let operation = try await client.rotateDeviceKeys(account: id, KeysRequest(offers: source.offers))
    let result = try await client.follow(operation, source, json: common.json)
    if common.json { return Answer.json(result) }
    Answer.facts([("device", result.deviceId), ("before", result.supersedes)])
    result.warnings.forEach(Words.warn)
    Words.say("Make a new backup, so that it names this device: signet backup create FILE")
  }

  private func rotateAccount(_ client: DaemonClient, _ id: String, _ source: SecretSource) async throws {
    let talk = TerminalWords(files: wordFiles.wordsFile)
    let hasWords = words || !wordFiles.wordsFile.isEmpty
    let plan = try await client.accountRotation(account: id)
    if dryRun && common.json { return Answer.json(plan) }
    AccountRotationText.tell(plan, withWords: hasWords)
    if dryRun { return }
    if hasWords { try talk.requireSource() }
    if !yes && Prompt.canAsk {
      try Prompt.confirm("Type the first eight digits of the account's ID: ", expected: String(plan.oldId.prefix(8)))
    }
    let operation = try await client.rotateAccountKey(
      account: id, AccountRotationRequest(words: hasWords, offers: source.offers))
    let result = try await client.follow(operation, source, json: common.json, words: hasWords ? talk : nil)
    if common.json { return Answer.json(result) }
    Answer.facts([
      ("account", result.accountRotation?.newId), ("before", result.accountRotation?.oldId),
      ("signed by", result.accountRotation.map { AccountRotationText.signers($0.rank) }),
    ])
    result.warnings.forEach(Words.warn)
    Words.say("Make a new backup: those of before hold the old key. signet backup create FILE")
  }
}

/// What another account key means, in sentences.
enum AccountRotationText {
  static func tell(_ plan: AccountRotationReport, withWords: Bool) {
    Words.say("This gives the account \(plan.oldId) another account key, and with it another Jami ID.")
    let isAtOnce = withWords || plan.rank == "oldNewAndRecovery"
    Words.say(
      isAtOnce
        ? "Those who can follow do so at once: the recovery key signs too."
        : "Those who can follow do so 72 hours after they hear of it, unless somebody objects. With words of the "
          + "recovery kit they do at once: --words")
    for contact in plan.contacts { Words.say("Follows: the contact \(shown(contact)).") }
    for device in plan.devices { Words.say("Follows: the device \(shown(device)).") }
    for contact in plan.contactsLeft {
      Words.say("Cannot follow: the contact \(shown(contact)), which has no card; give it the new ID.")
    }
    for device in plan.devicesLeft {
      Words.say("Cannot follow: the device \(shown(device)); link it again.")
    }
  }

  static func signers(_ rank: String) -> String {
    rank == "oldNewAndRecovery" ? "old key, new key, recovery key" : "old key, new key"
  }

  private static func shown(_ other: AccountRotationReport.Other) -> String {
    other.name.map { "\(SafeText.line($0)) (\(other.id.prefix(8)))" } ?? other.id
  }
}
