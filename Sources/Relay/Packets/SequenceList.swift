/// Ascending sequence numbers. The oldest go first as a rule, so taking from the front is cheap.
struct SequenceList: Sendable, Equatable {
  private var numbers: [Int64] = []
  private var start = 0

  init() {}

  init(_ number: Int64) { numbers = [number] }

  var isEmpty: Bool { start == numbers.count }
  var first: Int64? { isEmpty ? nil : numbers[start] }
  var all: ArraySlice<Int64> { numbers[start...] }

  /// - Parameter number: greater than all that are in it.
  mutating func append(_ number: Int64) { numbers.append(number) }

  mutating func remove(_ number: Int64) {
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
    number == .max ? [] : numbers[position(of: number + 1)...]
  }

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
