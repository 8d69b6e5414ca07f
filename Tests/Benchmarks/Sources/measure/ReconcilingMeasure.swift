import Foundation

/// Two stores that have almost everything in common, reconciled in one process by the relay's own code, which is linked
/// into this program's sources: what goes over the wire, and the processor time of both sides.
enum ReconcilingMeasure {
  private static let differences = 100

  static func line(stored: Int, times: Int) throws -> String {
    var dice = SystemRandomNumberGenerator()
    func id() -> ItemID { ItemID(words: (dice.next(), dice.next(), dice.next(), dice.next())) }
    let both = (0..<stored - differences / 2).map { _ in id() }
    let left = RangeTree(both + (0..<differences / 2).map { _ in id() })
    let right = RangeTree(both + (0..<differences / 2).map { _ in id() })
    var (bytes, found) = (0, 0)
    var times = times
    var seconds: [Double] = []
    repeat {
      (bytes, found) = (0, 0)
      seconds.append(
        try cpuSeconds {
          var initiator = ReconciliationInitiator(left)
          let responder = ReconciliationResponder(right)
          var message: [UInt8]? = initiator.firstMessage()
          while let request = message {
            let answer = try responder.answer(request)
            let step = try initiator.receive(answer)
            bytes += request.count + answer.count
            found += step.had.count + step.needed.count
            message = step.message
          }
        })
      precondition(found == differences, "\(found) of \(differences) differences were found")
      times -= 1
    } while times > 0
    // The protocol's own: all hashes there, as JSON, and what is missing back.
    let plain = (stored + differences / 2) * 67 + 26
    return #"{"bytes": \#(bytes), "plain": \#(plain), "seconds": \#(json(seconds))}"#
  }
}
