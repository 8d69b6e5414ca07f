import ArgumentParser
import DaemonAPI
import Platform

/// `signet device revoke`
struct DeviceRevokeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "Throw a device out of the account.",
    discussion: """
      The device's keys are revoked for good, in the account's log and in its revocation list, and the account gets \
      new receive and sync keys: what is sent from then on the device cannot open. The devices that stay are handed \
      the new keys, and they and your contacts are told. What the device has already received stays with it.

      A full device has the archive too, and with it the account key. Whoever opens that archive can still throw out \
      devices; a device that they let in is pending for three days, in sight of all. --rotate-account yes ends that: \
      the account gets another account key, and with it another Jami ID (see `signet key rotate account`), and another \
      recovery key where that one was in the archive. At a terminal you are asked; elsewhere it is no where the archive \
      has a password, else yes.

      With --words the recovery key confirms it: the device then destroys its keys as soon as it learns of it, and not \
      after three days. On a device without the archive, and for a device that is out already, the words alone do it; \
      new keys have to be made on a full device then.

      It takes the archive's password. At a terminal you are told what will happen, and asked; --yes does not ask, and \
      --dry-run only tells.

      Examples:
        $ signet device revoke phone --reason lost
        $ signet device revoke 353b7aec --dry-run --rotate-account yes
        $ signet device revoke phone --yes --password-file ~/ada.password --json
      """)

  enum Reason: String, ExpressibleByArgument, CaseIterable {
    case unspecified, lost, stolen, retired, superseded
  }

  @Argument(help: "The device: its ID, a beginning of it, or its name.")
  var device: String

  @Option(help: "Why: unspecified, lost, stolen, retired or superseded. Everybody who is told can read it.")
  var reason: Reason = .unspecified

  @Option(help: "Whether the account gets another account key too, where the device held it: yes or no.")
  var rotateAccount: YesOrNo?

  @Flag(
    help: "Ask for words of the recovery kit, which confirm it; with another account key others follow at once.")
  var words = false

  @OptionGroup var wordFiles: WordsOptions

  @Flag(help: "Say what would happen, and change nothing.")
  var dryRun = false

  @Flag(help: "Do not ask.")
  var yes = false

  @OptionGroup var opening: OpeningOptions
  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let source = SecretSource(subject: "the account", password: try opening.read())
    let client = try await common.connect()
    let summary = try await client.resolve(account: account.id)
    let id = summary.id
    let talk = TerminalWords(files: wordFiles.wordsFile)
    let hasWords = words || !wordFiles.wordsFile.isEmpty
    var plan: RevocationReport
    do {
      plan = try await client.revocation(account: id, device: device)
      if hasWords && summary.role == "leaf" { return try await confirm(device, of: id, by: talk, client) }
    } catch let error as ErrorReport where error.code == "deviceRevoked" && hasWords {
      return try await confirm(device, of: id, by: talk, client)
    }
    let rotates = rotatesAccount(plan, hasPassword: summary.hasPassword)
    if rotates { plan = try await client.revocation(account: id, device: device, rotateAccount: true) }
    if dryRun && common.json { return Answer.json(plan) }
    Self.tell(plan)
    if rotates { AccountRotationText.tell(try await client.accountRotation(account: id), withWords: hasWords) }
    if dryRun { return }
    if hasWords { try talk.requireSource() }
    if !yes && Prompt.canAsk {
      try Prompt.confirm(
        "Type the first eight digits of the device's ID: ", expected: String(plan.deviceId.prefix(8)))
    }
    let operation = try await client.revokeDevice(
      account: id, device: plan.deviceId,
      RevocationRequest(
        reason: reason.rawValue, rotateAccount: rotates, words: rotates && hasWords, offers: source.offers))
    var result = try await client.follow(operation, source, json: common.json, words: rotates && hasWords ? talk : nil)
    // With another account key the words have been used already, and may hold a key that is followed by another.
    if hasWords && !rotates {
      result.statements = try await said(plan.deviceId, of: id, by: talk, client).statements
    }
    if common.json { return Answer.json(result) }
    Answer.facts([
      ("revoked", plan.deviceId),
      ("new keys", plan.rotated.joined(separator: ", ")),
      ("generation", result.rotation.map { String($0.generation) }),
      ("account", result.accountRotation?.newId),
    ])
    result.warnings.forEach(Words.warn)
  }

  /// By the recovery key alone.
  private func confirm(
    _ device: String, of account: String, by talk: TerminalWords, _ client: DaemonClient
  ) async throws {
    guard !dryRun else { return Words.say("The recovery key would throw it out, or confirm that it is out.") }
    try talk.requireSource()
    let entry = try await client.resolve(device: device, account: account)
    if !yes && Prompt.canAsk {
      Words.say(
        "The recovery key throws \(Self.shown(entry.name, entry.deviceId)) out of the account, for good, and it destroys "
          + "its keys.")
      try Prompt.confirm(
        "Type the first eight digits of the device's ID: ", expected: String(entry.deviceId.prefix(8)))
    }
    let result = try await said(entry.deviceId, of: account, by: talk, client)
    if common.json { return Answer.json(result) }
    Answer.facts([("revoked", result.deviceId)] + (result.statements ?? []).map { ("statement", $0) })
    result.warnings.forEach(Words.warn)
  }

  private func said(
    _ device: String, of account: String, by talk: TerminalWords, _ client: DaemonClient
  ) async throws -> OperationResult {
    let operation = try await client.state(
      account: account, StatementRequest(say: .revoke, device: device, reason: reason.rawValue, words: true))
    return try await client.follow(operation, SecretSource(subject: "the account"), json: common.json, words: talk)
  }

  /// As it was said; else as the person answers; else no for a leaf and where the archive has a password, and yes
  /// where anybody can open it.
  private func rotatesAccount(_ plan: RevocationReport, hasPassword: Bool) -> Bool {
    if let rotateAccount { return rotateAccount == .yes }
    guard plan.held.contains("account") else { return false }
    if !yes, !dryRun, Prompt.canAsk {
      Words.say("The device held the account key, in an archive \(hasPassword ? "with" : "without") a password.")
      let answer = Prompt.line("Another account key, and with it another Jami ID? (yes or no; nothing: no) ")
      return answer?.lowercased() == "yes"
    }
    return !hasPassword
  }

  private static func tell(_ plan: RevocationReport) {
    Words.say("This throws \(shown(plan.name, plan.deviceId)) out of the account, for good.")
    Words.say("It held: its own keys, and \(plan.held.map(word).joined(separator: ", ")).")
    Words.say("New: \(plan.rotated.map(word).joined(separator: ", ")).")
    let stays = Set(plan.held).subtracting(plan.rotated).sorted()
    if !stays.isEmpty { Words.say("Not new: \(stays.map(word).joined(separator: ", ")).") }
    for other in plan.recipients { Words.say("New keys go to \(shown(other.name, other.deviceId)).") }
    for other in plan.withoutKeys { Words.say("No new keys go to \(shown(other.name, other.deviceId)).") }
    if plan.serials.isEmpty {
      Words.say(
        "No certificate of it is known here, so Jami's revocation list cannot name it: Jami's own devices are not told. "
          + "Signet's are, by its keys.")
    }
  }

  private static func word(_ key: String) -> String { "the \(key) key" }

  private static func shown(_ name: String?, _ id: String) -> String {
    name.map { "\(SafeText.line($0)) (\(id.prefix(8)))" } ?? String(id)
  }
}

/// `yes` or `no` on the command line.
enum YesOrNo: String, ExpressibleByArgument, CaseIterable {
  case yes, no
}
