import Glibc

/// The parsers under test; SIGNET_FUZZ names one.
///
/// Deliberate: one program for all. Linking it takes longer than compiling it.
enum FuzzTarget: String, CaseIterable {
  case jose, packets, bodies, reconciliation, sealing, words

  static let chosen: FuzzTarget = {
    let name = getenv("SIGNET_FUZZ").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
      preconditionFailure("SIGNET_FUZZ names none of \(allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return target
  }()

  func run(_ bytes: UnsafeBufferPointer<UInt8>) {
    switch self {
    case .jose: JOSEParsers.run(bytes)
    case .packets: PacketParsers.run(Array(bytes))
    case .bodies: BodyParsers.run(Array(bytes))
    case .reconciliation: ReconciliationParsers.run(Array(bytes))
    case .sealing: SealingParsers.run(Array(bytes))
    case .words: WordsParsers.run(Array(bytes))
    }
  }
}

/// What libFuzzer calls for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  FuzzTarget.chosen.run(UnsafeBufferPointer(start: bytes, count: size))
  return 0
}

/// libFuzzer's own loop: <https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library>.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// SwiftPM links this name in place of `main`.
@_cdecl("FuzzParsers_main")
public func main(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Int32 {
  var (count, arguments) = (count, arguments)
  return runDriver(&count, &arguments, { testOneInput($0, $1) })
}
