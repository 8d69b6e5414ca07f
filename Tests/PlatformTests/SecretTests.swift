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

  private func append(_ bytes: [UInt8], to buffer: inout SecretBuffer) -> Bool {
    bytes.withUnsafeBytes { buffer.append($0) }
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
