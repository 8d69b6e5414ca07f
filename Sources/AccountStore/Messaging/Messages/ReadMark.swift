import GRDB

/// How far the messages were read.
struct ReadMark {
  let number: Int64
}

extension ReadMark: KeyedRecord {
  static let table = "readMark"
  static let key = "id"
  static let columns: [(name: String, isText: Bool)] = [("id", false), ("number", false)]

  static func decode(_ fields: RowFields) throws -> ReadMark { ReadMark(number: try fields.integer("number")) }

  var values: [DatabaseValue] { [.integer(1), .integer(number)] }
}
