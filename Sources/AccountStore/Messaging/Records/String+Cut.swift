extension String {
  /// The longest start that has no more than `limit` bytes of UTF-8, in whole scalars.
  func cut(to limit: Int) -> String {
    guard utf8.count > limit else { return self }
    var result = String.UnicodeScalarView()
    var size = 0
    for scalar in unicodeScalars {
      size += UTF8.width(scalar)
      guard size <= limit else { break }
      result.append(scalar)
    }
    return String(result)
  }
}
