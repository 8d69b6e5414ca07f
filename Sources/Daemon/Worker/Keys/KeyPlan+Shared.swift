import AccountArchive
import AccountStore
import GnuTLS
import Identity
import Platform

extension KeyPlan {
  /// Sees to it that the keys that every device of the account has are in both places: what only the archive has comes
  /// into the plan, what only the database has comes into the archive.
  ///
  /// Where Signet's own entry in the archive cannot be read, being of a later version, it stays as it is.
  /// - Returns: whether the archive is another one than before.
  /// - Throws: `StoreError`, `GnuTLSError`, `SystemError`, `IdentityError.memoryUnavailable`.
  mutating func unite(_ archive: inout Archive) throws -> Bool {
    var fields = SignetFields(recoverySeed: nil)
    do throws(IdentityError) {
      if let text = archive.signet { fields = try SignetFields(text) }
    } catch {
      guard error.kind == .signetFieldsDamaged else { throw error }
      warnings.append("Signet's own entry in the archive cannot be read, so the account's keys are not in the archive")
      return false
    }
    let before = archive.signet
    fields.receive = try unite(fields.receive, .receive)
    fields.sync = try unite(fields.sync, .sync)
    let text = try fields.text()
    // An archive without the entry, and nothing to put into it: it stays without.
    if before == nil && fields.receive.entries.isEmpty && fields.sync.entries.isEmpty { return false }
    guard before?.matches(text) != true else { return false }
    archive.signet = text
    return true
  }

  private mutating func unite(_ archived: SharedKeys, _ purpose: KeyPurpose) throws -> SharedKeys {
    var known = try keys(purpose)
    var unreadable: [SharedKeys.Entry] = []
    for entry in archived.entries where !known.contains(where: { $0.file.matches(entry.key) }) {
      if try !takeIn(entry, purpose) { unreadable.append(entry) }
      known = try keys(purpose)
    }
    retireOld(purpose)
    // By the numbers of the database: an archive from elsewhere may have given the same ones to other keys.
    var united = SharedKeys()
    for (row, file) in known { united.add(file, generation: row.generation) }
    for entry in unreadable { united.add(entry.key, generation: entry.generation) }
    return united
  }

  /// The keys of a purpose that can be opened, by generation.
  private func keys(_ purpose: KeyPurpose) throws -> [(row: StoredKey, file: Secret)] {
    let sorted = rows.filter { $0.purpose == purpose }.sorted { $0.generation < $1.generation }
    return try sorted.compactMap { row in try opened(row).map { (row, $0) } }
  }

  /// - Returns: false when it is no key.
  private mutating func takeIn(_ entry: SharedKeys.Entry, _ purpose: KeyPurpose) throws -> Bool {
    let key: PrivateKey
    do throws(GnuTLSError) { key = try PrivateKey(serialised: entry.key) } catch {
      warnings.append(
        "the \(purpose.rawValue) key of generation \(entry.generation) in the archive cannot be read; it stays there")
      return false
    }
    let id = DeviceID(of: key.publicKey)
    let others = rows.filter { $0.purpose == purpose }
    if let row = others.first(where: { $0.keyID == id }) {
      // Its time is over: a copy in an archive does not bring it back, and goes from there.
      guard !row.isDestroyed else { return true }
      // It is here, and cannot be opened, or is written in another way: sealed anew.
      var again = try vault.seal(key, purpose: purpose, generation: row.generation, createdAt: row.createdAt)
      again.retiredAt = row.retiredAt
      put(again)
      return true
    }
    let isTaken = others.contains { $0.generation == entry.generation }
    let generation = isTaken ? (others.map(\.generation).max() ?? 0) + 1 : entry.generation
    put(try vault.seal(key, purpose: purpose, generation: generation, createdAt: now))
    return true
  }
}
