/// Where random bytes come from: fills all of what it is given. `Random.fill` of the GnuTLS room, or a test's own.
public typealias RandomFill = (UnsafeMutableRawBufferPointer) throws -> Void

extension [UInt8] {
  init(random count: Int, _ fill: RandomFill) throws {
    self.init(repeating: 0, count: count)
    try withUnsafeMutableBytes { try fill($0) }
  }
}
