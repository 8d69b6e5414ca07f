/// One range of a message: all items from the end of the range before it to `upper`.
struct MessageRange: Sendable, Equatable {
  enum Payload: Sendable, Equatable {
    /// Nothing (more) is wanted of this range.
    case skip
    /// Of all the sender has in it.
    case fingerprint(Fingerprint)
    /// All that the sender has in it.
    case list([ItemID])
  }

  let upper: RangeBound
  let payload: Payload
}

/// The numbers by which payloads are told apart.
enum RangeMode {
  static let skip: UInt64 = 0
  static let fingerprint: UInt64 = 1
  static let list: UInt64 = 2
}
