import Platform
import Testing

@testable import GnuTLS

@Suite("DER")
struct DERTests {
  @Test(
    "encodings that are not the shortest, open-ended or cut are refused",
    arguments: ["", "30", "3080", "308100", "30817f", "3082007f", "3001", "30850000000000", "1f0100", "30840fffffff"])
  func refused(_ hex: String) throws {
    let bytes = try #require(Hex.bytes(of: hex))
    bytes.withUnsafeBytes { raw in
      var reader = DERReader(raw)
      #expect(reader.next() == nil)
    }
  }

  @Test("what the writer makes, the reader finds", arguments: [0, 1, 127, 128, 255, 256, 65535, 65536])
  func roundTrip(_ count: Int) {
    let whole = DERWriter.element(DERTag.octetString, [UInt8](repeating: 5, count: count))
    whole.withUnsafeBytes { raw in
      let element = DERReader.only(DERTag.octetString, in: raw)
      #expect(element?.content.count == count)
      #expect(element?.whole.count == whole.count)
    }
    (whole + [0]).withUnsafeBytes { raw in
      #expect(DERReader.only(DERTag.octetString, in: raw) == nil)
    }
  }

  @Test(
    "times are UTCTime up to 2049 and GeneralizedTime from then on",
    arguments: [
      (0, "170d3730303130313030303030305a"), (2_524_607_999, "170d3439313233313233353935395a"),
      (2_524_608_000, "180f32303530303130313030303030305a"),
    ] as [(Int64, String)])
  func times(_ seconds: Int64, _ hex: String) {
    #expect(Hex.text(of: DERWriter.time(UnixTime(seconds: seconds))) == hex)
  }

  @Test(
    "an unsigned number gets its shortest content octets",
    arguments: [("", "00"), ("00", "00"), ("0001", "01"), ("80", "0080"), ("007f", "7f"), ("ffff", "00ffff")])
  func numbers(_ magnitude: String, _ octets: String) throws {
    #expect(try Hex.text(of: DERWriter.contentOctets(ofUnsigned: #require(Hex.bytes(of: magnitude)))) == octets)
  }
}
