/// Ascending sequence numbers. The oldest go first as a rule, so taking from the front is cheap. Most lists have one
/// number only, and that one needs no memory of its own.
struct SequenceList: Sendable, Equatable {
  /// Nothing is in `numbers` where this is not nil.
  private var only: Int64?
  private var numbers: [Int64] = []
  private var start = 0

  init() {}

  init(_ number: Int64) { only = number }

  var isEmpty: Bool { only == nil && start == numbers.count }
  var first: Int64? { only ?? (start == numbers.count ? nil : numbers[start]) }
  var all: ArraySlice<Int64> { only.map { [$0] } ?? numbers[start...] }

  /// - Parameter number: greater than all that are in it.
  mutating func append(_ number: Int64) {
    if let only {
      numbers = [only, number]
      (self.only, start) = (nil, 0)
    } else if start == numbers.count {
      numbers = []
      (only, start) = (number, 0)
    } else {
      numbers.append(number)
    }
  }

  mutating func remove(_ number: Int64) {
    if let only {
      if only == number { self.only = nil }
      return
    }
    let index = position(of: number)
    guard index < numbers.count, numbers[index] == number else { return }
    if index == start {
      start += 1
      // Half of it is air: make it short again. Each number is moved once on average.
      if start > 32, start > numbers.count / 2 {
        numbers.removeFirst(start)
        start = 0
      }
    } else {
      numbers.remove(at: index)
    }
  }

  /// Those that are greater.
  func after(_ number: Int64) -> ArraySlice<Int64> {
    if let only { return only > number ? [only] : [] }
    return number == .max ? [] : numbers[position(of: number + 1)...]
  }

  static func == (left: SequenceList, right: SequenceList) -> Bool { left.all == right.all }

  /// Where the first number stands that is not smaller.
  private func position(of number: Int64) -> Int {
    var (low, high) = (start, numbers.count)
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
