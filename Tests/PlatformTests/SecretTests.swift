import Glibc
import Platform
import Testing

struct SecretTests {
  @Test func aSecretHoldsWhatWasWrittenAndTellsOnlyItsLength() throws {
    let secret = try Secret(copying: [1, 2, 3])
    #expect(secret.count == 3)
    #expect(secret.withBytes { [UInt8]($0) } == [1, 2, 3])
    #expect(!"\(secret)".contains("1, 2, 3"))
  }

  @Test func anEmptySecretIsLegal() throws {
    let secret = try Secret(copying: [])
    #expect(secret.count == 0)
    #expect(secret.withBytes { $0.count } == 0)
  }

  @Test func comparisonIsByContent() throws {
    #expect(try Secret(copying: [1, 2]).matches(Secret(copying: [1, 2])))
    #expect(try !Secret(copying: [1, 2]).matches(Secret(copying: [1, 3])))
    #expect(try !Secret(copying: [1, 2]).matches(Secret(copying: [1, 2, 3])))
  }

  @Test func whatTheFillerThrowsIsThrownOn() {
    #expect(throws: SystemError.self) {
      _ = try Secret(count: 8) { _ in throw SystemError(.cancelled, "given up") }
    }
  }

  @Test func aBufferTakesNothingThatDoesNotFit() throws {
    var buffer = try SecretBuffer(limit: 4)
    #expect(append([1, 2, 3], to: &buffer))
    #expect(!append([4, 5], to: &buffer))
    #expect(buffer.count == 3)
    #expect(append([4], to: &buffer))
    let secret = buffer.finish()
    #expect(secret.withBytes { [UInt8]($0) } == [1, 2, 3, 4])
  }

  @Test func givenBackMemoryReadsAsZeroAndTheRestStays() throws {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    var buffer = try SecretBuffer(limit: 4 * page)
    #expect(append([UInt8](repeating: 7, count: 3 * page), to: &buffer))
    buffer.release(consumed: 2 * page + 5)
    buffer.withBytes { bytes in
      #expect(bytes[..<(2 * page)].allSatisfy { $0 == 0 })
      #expect(bytes[(2 * page)...].allSatisfy { $0 == 7 })
    }
  }

  @Test func truncatingWipes() throws {
    var buffer = try SecretBuffer(limit: 16)
    #expect(append([1, 2, 3, 4], to: &buffer))
    buffer.truncate(to: 2)
    _ = buffer.extend(room: 2) { room in
      #expect([UInt8](room) == [0, 0])
      return 2
    }
    let secret = buffer.finish()
    #expect(secret.withBytes { [UInt8]($0) } == [1, 2, 0, 0])
  }

  @Test func pagesOfASecretAreKeptOutOfCoreDumps() throws {
    let secret = try Secret(copying: [UInt8](repeating: 0x5a, count: 64))
    let address = secret.withBytes { UInt(bitPattern: $0.baseAddress) }
    let flags = try #require(vmFlags(of: address))
    #expect(flags.contains("dd"), "VmFlags: \(flags)")
  }

  @Test func `secrets of any length keep what they hold while others come and go`() throws {
    var kept: [(Secret, UInt8)] = []
    for round in 0..<3000 {
      let byte = UInt8(truncatingIfNeeded: round &* 7 | 1)
      let count = [0, 1, 32, 255, 256, 257, 5000][round % 7]
      kept.append((try Secret(copying: [UInt8](repeating: byte, count: count)), byte))
      if round.isMultiple(of: 3) { kept.swapAt(round % kept.count, kept.count - 1) }
      if round.isMultiple(of: 2) { _ = kept.popLast() }
      if kept.count > 300 { kept.removeFirst(200) }
    }
    for (secret, byte) in kept { #expect(secret.withBytes { $0.allSatisfy { $0 == byte } }) }
  }

  @Test func `a short secret starts with zeros, whatever was in its place before`() throws {
    for _ in 0..<200 { _ = try Secret(copying: [UInt8](repeating: 0xff, count: 256)) }
    let secret = try Secret(count: 256) { #expect($0.allSatisfy { $0 == 0 }) }
    #expect(secret.withBytes { $0.allSatisfy { $0 == 0 } })
  }

  @Test func `secrets made on many threads at once have places of their own`() async throws {
    await withTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          (0..<2000).allSatisfy { round in
            let byte = UInt8(truncatingIfNeeded: task &* 31 &+ round)
            guard let secret = try? Secret(copying: [UInt8](repeating: byte, count: 32)) else { return false }  // told
            return secret.withBytes { $0.allSatisfy { $0 == byte } }
          }
        }
      }
      for await isWhole in group { #expect(isWhole) }
    }
  }

  @Test func `short secrets are between pages that cannot be touched`() throws {
    let secret = try Secret(copying: [UInt8](repeating: 0x5a, count: 32))
    let address = secret.withBytes { UInt(bitPattern: $0.baseAddress) }
    let mappings = try #require(bounds())
    let own = try #require(mappings.firstIndex { $0.low <= address && address < $0.high })
    #expect(mappings[own].flags.hasPrefix("rw"))
    for neighbour in [own - 1, own + 1] { #expect(mappings[neighbour].flags.hasPrefix("---")) }
    #expect(mappings[own - 1].high == mappings[own].low)
    #expect(mappings[own + 1].low == mappings[own].high)
  }

  private func append(_ bytes: [UInt8], to buffer: inout SecretBuffer) -> Bool {
    bytes.withUnsafeBytes { buffer.append($0) }
  }

  /// All mappings of this process, proc(5).
  private func bounds() -> [(low: UInt, high: UInt, flags: Substring)]? {
    guard let file = fopen("/proc/self/maps", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 4096)
    var found: [(low: UInt, high: UInt, flags: Substring)] = []
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let words = text.split(separator: " ")
      guard let bounds = words.first?.split(separator: "-"), bounds.count == 2, words.count > 1,
        let low = UInt(bounds[0], radix: 16), let high = UInt(bounds[1], radix: 16)
      else { continue }
      found.append((low, high, words[1]))
    }
    return found
  }

  /// The kernel's flags for the mapping that holds `address` (`dd`: do not dump), proc(5).
  private func vmFlags(of address: UInt) -> [Substring]? {
    guard let file = fopen("/proc/self/smaps", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 4096)
    var inside = false
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let words = text.split(separator: " ")
      if let bounds = words.first?.split(separator: "-"), bounds.count == 2,
        let low = UInt(bounds[0], radix: 16), let high = UInt(bounds[1], radix: 16)
      {
        inside = low <= address && address < high
      } else if inside && text.hasPrefix("VmFlags:") {
        return text.split(whereSeparator: { $0 == " " || $0 == "\n" })
      }
    }
    return nil
  }
}
