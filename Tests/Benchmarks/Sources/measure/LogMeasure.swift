import GnuTLS
import Identity
import Platform

/// A long log taken in and replayed, against verifying the signatures under its statements and nothing else.
struct LogMeasure {
  private let log: AccountLog
  private let entries: [SignedStatement]
  private let keys: [[UInt8]]
  private static let now = UnixTime(seconds: 1_795_219_200)

  /// - Parameter count: entries, the genesis among them; each of the others has two RSA-4096 signatures.
  init(entries count: Int) throws {
    let (account, signing) = (try SealingMeasure.key(2), try SealingMeasure.key(3))
    let device = DeviceID(of: try SealingMeasure.key(4).publicKey)
    let recovery = try Ed25519PrivateKey(seed: Secret(copying: [UInt8](repeating: 1, count: 32)))
    let founding = try DeviceKeys(
      device: device, signing: KeyID(ofSPKI: signing.publicKey.spki),
      wrap: KeyID(ofSPKI: SealingMeasure.key(5).publicKey.spki))
    let genesis = try GenesisMaker.found(account: account, recovery: recovery, device: founding)
    var entries = [genesis]
    var last: StatementHash?
    for number in 1..<max(2, count) {
      let change = try ReceiveKeyChange(
        generation: UInt32(number), receive: KeyID(ofSPKI: [UInt8(number & 255), UInt8(number >> 8)]), sync: nil,
        recipients: [device])
      let statement = try Statement(
        account: genesis.statement.account, author: .device(device), number: UInt64(number), predecessor: last,
        heads: [last ?? genesis.id], content: .receiveKey(change))
      entries.append(
        try SignedStatement(
          statement, signatures: [account.sign(statement, as: .account), signing.sign(statement, as: .device)]))
      last = statement.id
    }
    self.entries = entries
    keys = [account.publicKey.spki, signing.publicKey.spki, recovery.publicKey.spki]
    log = AccountLog(account: genesis.statement.account, genesis: genesis.id)
  }

  /// Processor seconds of each, in turn; which goes first changes every time.
  func pairs(_ count: Int) -> String {
    var (ours, bare): ([Double], [Double]) = ([], [])
    for number in 0..<count {
      for isBare in number.isMultiple(of: 2) ? [true, false] : [false, true] {
        if isBare {
          bare.append(cpuSeconds { verified() })
        } else {
          ours.append(cpuSeconds { replayed() })
        }
      }
    }
    return #"{"ours": \#(json(ours)), "bare": \#(json(bare))}"#
  }

  private func replayed() {
    var log = log
    let failures = log.receive(entries, keys: keys, checker: StatementSignatures(), now: Self.now)
    precondition(failures.isEmpty && log.state(at: Self.now).failures.isEmpty, "the log does not count")
  }

  private func verified() {
    let known = Dictionary(keys.map { (KeyID(ofSPKI: $0), $0) }) { first, _ in first }
    let checker = StatementSignatures()
    for entry in entries {
      for signature in entry.signatures {
        let message = StatementSignature.message(
          entry.statement, role: signature.role, algorithm: signature.algorithm)
        let isValid = checker.isValid(signature, over: message, spki: known[signature.key] ?? [])
        precondition(isValid, "a signature does not verify")
      }
    }
  }
}
