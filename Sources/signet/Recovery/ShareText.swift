import Glibc
import Platform

/// The words of a share for a screen or a sheet: numbered, in columns, the numbers running down. Never a `String`.
enum ShareText {
  private static let columns = 3
  /// Of the longest word, and two blanks behind it.
  private static let wordWidth = 10

  /// To standard output, with a heading.
  static func print(_ words: Secret, number: Int, count: Int) {
    Words.data(count == 1 ? "The share" : "Share \(number) of \(count)")
    write(words, to: STDOUT_FILENO)
    Words.data("")
  }

  static func write(_ words: Secret, to descriptor: Int32) {
    words.withBytes { bytes in
      let list = bytes.split(separator: UInt8(ascii: " "))
      let rows = (list.count + columns - 1) / columns
      for row in 0..<rows {
        var line: [UInt8] = []
        line.reserveCapacity(128)  // so that it does not move, and leave a copy behind
        for column in 0..<columns {
          let index = column * rows + row
          guard index < list.count else { continue }
          let number = Array(String(index + 1).utf8)
          line += [UInt8](repeating: 0x20, count: 4 - number.count) + number + Array(". ".utf8) + list[index]
          let isLast = (column + 1) * rows + row >= list.count || column == columns - 1
          if !isLast { line += [UInt8](repeating: 0x20, count: max(0, wordWidth - list[index].count)) }
        }
        line.append(UInt8(ascii: "\n"))
        line.withUnsafeMutableBytes { raw in
          writeAll(UnsafeRawBufferPointer(raw), to: descriptor)
          if let base = raw.baseAddress { explicit_bzero(base, raw.count) }
        }
      }
    }
  }

  private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let chunk = UnsafeRawBufferPointer(rebasing: rest)
      let written = Glibc.write(descriptor, chunk.baseAddress, chunk.count)
      if written > 0 { rest = rest.dropFirst(written) } else if errno != EINTR { return }
    }
  }
}
