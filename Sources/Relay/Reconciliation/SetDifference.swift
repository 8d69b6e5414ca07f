/// What two sorted lists do not share.
struct SetDifference {
  private(set) var had: [ItemID] = []
  private(set) var needed: [ItemID] = []

  /// Both lists sorted, without repetitions.
  mutating func add(own: [ItemID], others: [ItemID]) {
    var left = 0
    var right = 0
    while left < own.count, right < others.count {
      if own[left] == others[right] {
        left += 1
        right += 1
      } else if own[left] < others[right] {
        had.append(own[left])
        left += 1
      } else {
        needed.append(others[right])
        right += 1
      }
    }
    had += own[left...]
    needed += others[right...]
  }
}
