import GRDB
import GnuTLS
import Identity
import Platform
import Recovery
import Testing

@testable import AccountStore

@Suite struct StoredRecoveryKitTests {
  private func kit(_ threshold: Int, _ count: Int) throws -> StoredRecoveryKit {
    let seed = try Secret(copying: [UInt8](repeating: 3, count: 32))
    let kit = try RecoveryKit(seed: seed, threshold: threshold, count: count)
    return StoredRecoveryKit(
      record: kit.record, recoveryKey: KeyID(ofSPKI: try Ed25519PrivateKey(seed: seed).publicKey.spki),
      madeAt: UnixTime(seconds: 1_795_219_200))
  }

  @Test func `the record of a kit is kept, and the next kit takes its place`() throws {
    let store = try TestStore()
    let database = try AccountDatabase.create(store.data.path + "/kit.sqlite")
    #expect(try database.recoveryKit() == nil)
    var first = try kit(2, 3)
    first.rehearsals = [2: UnixTime(seconds: 7), 3: UnixTime(seconds: 9)]
    try database.write { try $0.save(first) }
    #expect(try database.recoveryKit() == first)
    let second = try kit(1, 1)
    try database.write { try $0.save(second) }
    #expect(try database.recoveryKit() == second)
  }

  @Test(arguments: [
    "record = '{}'", "recoveryKey = 'zz'", "rehearsals = '[]'", "rehearsals = '{\"4\":1}'", "rehearsals = '{\"x\":1}'",
    "madeAt = 'soon'", "rehearsals = x'ff'",
  ])
  func `a damaged record is kept byte for byte and is no kit`(_ damage: String) throws {
    let store = try TestStore()
    let database = try AccountDatabase.create(store.data.path + "/kit.sqlite")
    let kit = try kit(2, 3)
    try database.write { writer in
      try writer.save(kit)
      try writer.database.execute(sql: "UPDATE recoveryKit SET \(damage)")
    }
    #expect(try database.recoveryKit() == nil)
    #expect(try database.quarantine().count == 1)
    try database.write { try $0.save(kit) }
    #expect(try database.recoveryKit() == kit)
  }
}
