import AccountStore
import Files
import GnuTLS
import Platform
import Testing

@Suite("Spare keys")
struct SpareKeyTests {
  @Test("A spare key comes out once, is sealed on the disk, and a second one is not kept")
  func roundTrip() throws {
    let store = try TestStore()
    let spare = SpareKeyStore(store.data, dataKey: try store.data.dataKey())
    #expect(!spare.isFull)
    try spare.put(TestKeys.laptop)
    try spare.put(TestKeys.phone)
    #expect(spare.isFull)
    let file = try FileReader.read(store.data.sparePath + "/device.key", limit: 1 << 16)
    let plain = try TestKeys.laptop.pkcs8PEM().withBytes { Array($0.dropFirst(100).prefix(40)) }
    #expect(!file.indices.dropLast(40).contains { Array(file[$0..<$0 + 40]) == plain })
    guard case .key(let key) = try spare.take() else {
      Issue.record("no key came out")
      return
    }
    #expect(key.publicKey == TestKeys.laptop.publicKey)
    guard case .empty = try spare.take() else {
      Issue.record("a key came out twice")
      return
    }
    #expect(try Folder.list(store.data.sparePath) == [])
  }

  @Test("A spare key that was changed or sealed under another data key is put aside and named")
  func damaged() throws {
    let store = try TestStore()
    let spare = SpareKeyStore(store.data, dataKey: try store.data.dataKey())
    let path = store.data.sparePath + "/device.key"
    for place in [0, 12, 100, -1] {
      try spare.put(TestKeys.laptop)
      var file = try FileReader.read(path, limit: 1 << 16)
      file[place < 0 ? file.count - 1 : place] ^= 1
      try AtomicFile.replace(path, with: file)
      guard case .damaged(let finding) = try spare.take() else {
        Issue.record("byte \(place) was not noticed")
        return
      }
      #expect(finding.code == .spareKeyDamaged)
      #expect(try FileReader.read(finding.subject, limit: 1 << 16) == file)
    }
    try spare.put(TestKeys.laptop)
    let other = SpareKeyStore(store.data, dataKey: try Secret(copying: [UInt8](repeating: 9, count: 32)))
    guard case .damaged = try other.take() else {
      Issue.record("another data key opened it")
      return
    }
    #expect(!spare.isFull)
    #expect(try spare.inspect().count == 5)
  }
}
