import Glibc
import Sealing

extension MessageTimestamp {
  /// The system's clock, in milliseconds.
  static func now() -> MessageTimestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let milliseconds = Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    // A clock before 1970 or after 9999 is no clock; the earliest time makes no message look newer than it is.
    return MessageTimestamp(milliseconds: milliseconds) ?? MessageTimestamp.earliest
  }
}
