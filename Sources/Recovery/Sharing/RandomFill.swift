/// Where random bytes come from: fills all of what it is given. `Random.fill` of the GnuTLS room, or a test's own.
public typealias RandomFill = (UnsafeMutableRawBufferPointer) throws -> Void
