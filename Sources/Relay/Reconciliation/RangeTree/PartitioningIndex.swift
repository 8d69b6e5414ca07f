extension Array {
  /// The first index whose element passes, in an array whose elements that do not pass all come first.
  func partitioningIndex(_ passes: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if passes(self[middle]) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low
  }
}
