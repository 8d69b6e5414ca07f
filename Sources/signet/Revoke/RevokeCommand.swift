import ArgumentParser
import DaemonAPI
import Files
import Platform
import QRCode

/// `signet revoke`
struct RevokeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "Throw a device out with nothing but a backup.",
    discussion: """
      --from-backup opens a backup, one of Jami's too, and writes a bundle: the account's signed word that DEVICE is \
      out, and its revocation list. It needs no network, no account here and no daemon. Nothing secret is in the \
      bundle. --qr draws it as a QR code into a file, PNG or SVG by its name, without what every device of the account \
      has anyway.

      --import takes a bundle in, at any device of the account, or at a contact: what it says is verified. A device of \
      the account tells all others and all contacts; then `signet key rotate receive` there gives the account new \
      keys, which the lost device does not have.

      DEVICE is a device ID, or of a device that the backup knows its name or the first digits of its ID. Jami's list \
      names certificates, not keys. Backups carry those that are known; for a device whose certificate the backup lacks \
      --certificate names it, where Jami's own devices are to learn it.

      Examples:
        $ signet revoke --from-backup ada.gz 353b7aec --out lost.json
        $ signet revoke --from-backup ada.gz 353b7aec --qr lost.png
        $ signet revoke --import lost.json
      """)

  @Option(help: ArgumentHelp("The backup.", valueName: "file"), completion: .file())
  var fromBackup: String?

  @Option(
    name: .customLong("import"), help: ArgumentHelp("A bundle to take in.", valueName: "bundle"), completion: .file())
  var bundle: String?

  @Argument(help: "The device, with --from-backup.")
  var device: String?

  @Option(help: "Why: unspecified, lost, stolen or retired.")
  var reason: DeviceRevokeCommand.Reason = .unspecified

  @Option(help: ArgumentHelp("Write the bundle to FILE.", valueName: "file"), completion: .file())
  var out: String?

  @Option(help: ArgumentHelp("Write a QR code to FILE, .png or .svg.", valueName: "file"), completion: .file())
  var qr: String?

  @Option(help: ArgumentHelp("The device's certificate, PEM or DER.", valueName: "file"), completion: .file())
  var certificate: String?

  @OptionGroup var opening: OpeningOptions
  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (fromBackup == nil) != (bundle == nil) else {
      throw ValidationError("Say either --from-backup FILE DEVICE or --import BUNDLE.")
    }
    guard (fromBackup == nil) == (device == nil) else {
      throw ValidationError("DEVICE goes with --from-backup, and --from-backup with DEVICE.")
    }
  }

  /// The answer of --from-backup.
  private struct Report: Encodable {
    let deviceId: String
    let id: String
    let path: String?
    let qr: String?
    let serials: [String]
    let bundle: String
  }

  func run() async throws {
    if let bundle { return try await take(bundle) }
    guard let fromBackup, let device else { return }
    try make(fromBackup, device)
  }

  private func make(_ file: String, _ device: String) throws {
    let source = SecretSource(subject: file, password: try opening.read())
    let proof = try certificate.map { try FileReader.read($0, limit: 64 << 10) }
    var task = ArchiveFileTask(.revoke, path: file, offers: source.offers)
    task.revocation = RevocationOrder(device: device, reason: reason.rawValue, certificate: proof)
    let result = try source.run(task)
    guard let made = result.revocation else { return }
    // Standard output is a place too: without a file the bundle must not be lost.
    if let out { try AtomicFile.create(out, with: Array((made.bundle + "\n").utf8)) }
    if let qr { try AtomicFile.create(qr, with: try Self.drawn(made.short, qr)) }
    if common.json {
      return Answer.json(
        Report(
          deviceId: made.deviceId, id: result.content.id, path: out, qr: qr, serials: made.serials,
          bundle: made.bundle))
    }
    if out == nil && qr == nil { return Words.data(made.bundle) }
    Answer.facts([("revoked", made.deviceId), ("bundle", out), ("code", qr)])
    if !made.isNamed {
      Words.warn("Jami's revocation list names no serial number of this device: its certificate is not known here")
    }
    Words.say("Take it to a device of the account: signet revoke --import FILE")
  }

  private func take(_ file: String) async throws {
    let text = String(decoding: try FileReader.read(file, limit: 512 << 10), as: UTF8.self)
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let answer = try await client.takeRevocations(account: id, BundleRequest(bundle: text))
    if common.json { return Answer.json(answer) }
    for device in answer.revoked { Words.data(device) }
    if answer.revoked.isEmpty { return Words.say("Nothing in it is new here.") }
    if answer.contact == nil { Words.say("What the device held still opens what is sent: signet key rotate receive") }
  }

  private static func drawn(_ text: String, _ file: String) throws -> [UInt8] {
    guard let code = QRCode(text, recovery: .low) else {
      throw ErrorReport(
        CommandError(.codeTooLarge, "the bundle is too long for a QR code", hint: "hand over the file of --out"))
    }
    return file.hasSuffix(".svg") ? Array(code.svg().utf8) : code.png()
  }
}
