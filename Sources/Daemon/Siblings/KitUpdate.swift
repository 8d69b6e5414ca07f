import AccountStore
import FoundationEssentials
import Identity
import Platform
import Recovery
import Sealing

/// What becomes of this device's record of the recovery kit when another device tells of one.
///
/// Deliberate: a full device's word is taken for it, though nothing signs it. What it says helps nobody to the words, and
/// a full device could make another kit of the same key anyway. A leaf's is not taken.
struct KitUpdate {
  /// Seconds that another device's clock may be ahead: a kit from the future must not stand for ever.
  static let clockSkew: Int64 = 86_400

  let kit: StoredRecoveryKit
  let state: RecoveryState

  /// Nil where nothing changes, and where it is not to be believed.
  /// - Parameters:
  ///   - sender: nil for a device that the log does not list.
  ///   - known: nil where nothing is known of a kit here.
  init?(
    _ note: KitNote, by sender: LoggedDevice?, known: StoredRecoveryKit?, state: RecoveryState, log: LogState,
    now: UnixTime
  ) {
    guard let sender, sender.role == .full, sender.standing == .active, note.recoveryKey == log.recoveryKey,
      note.madeAt <= now.adding(seconds: Self.clockSkew),
      // Why a record is none is of no use: then there is none.
      let record = try? JSONDecoder().decode(KitRecord.self, from: Data(note.record.utf8)),
      note.rehearsals.keys.allSatisfy({ (1...record.count).contains($0) })
    else { return nil }
    let told: RecoveryState = note.isRehearsed ? .kitRehearsed : .kitMade
    guard let known, known.recoveryKey == note.recoveryKey, let united = known.record.uniting(record) else {
      // Another kit: the one that was made later took the other's place.
      if let known, known.recoveryKey == note.recoveryKey, note.madeAt <= known.madeAt { return nil }
      kit = StoredRecoveryKit(
        record: record, recoveryKey: note.recoveryKey, madeAt: note.madeAt, rehearsals: note.rehearsals)
      self.state = told
      return
    }
    kit = StoredRecoveryKit(
      record: united, recoveryKey: known.recoveryKey, madeAt: known.madeAt,
      rehearsals: known.rehearsals.merging(note.rehearsals) { max($0, $1) })
    self.state = state == .kitRehearsed ? state : told
    if kit == known && self.state == state { return nil }
  }

  /// - Throws: `StoreError`.
  func save(_ writer: AccountWriter, _ stored: StoredAccount, now: UnixTime) throws {
    var stored = stored
    stored.recovery = state
    try writer.save(stored)
    try writer.save(kit)
    try writer.append(
      AccountEvent(
        at: now, kind: state == .kitRehearsed ? .recoveryRehearsed : .recoveryKitMade,
        text: state == .kitRehearsed
          ? "the recovery kit was rehearsed on another device" : "another device made or tried a recovery kit",
        details: ["rehearsed": kit.record.rehearsed.sorted().map(String.init).joined(separator: " ")]))
  }
}
