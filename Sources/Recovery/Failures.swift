import Platform

/// Brings what other rooms throw into this room's error.
enum Failures {
  /// What `body` throws as a `RecoveryError`: no memory stays what it is, anything else becomes `libraryFailed`.
  static func wrap<Result>(_ body: () throws -> Result) throws(RecoveryError) -> Result {
    do {
      return try body()
    } catch let error as RecoveryError {
      throw error
    } catch is SystemError {
      throw RecoveryError(.memoryUnavailable, "no memory for a part of the recovery kit")
    } catch let error as any CodedError {
      throw RecoveryError(.libraryFailed, error.reason, hint: error.hint)
    } catch {
      throw RecoveryError(.libraryFailed, "the source of random bytes failed")
    }
  }

  /// A secret of `count` bytes that `fill` writes.
  static func secret(
    _ count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws -> Void
  ) throws(RecoveryError) -> Secret {
    try wrap { try Secret(count: count, filling: fill) }
  }
}
