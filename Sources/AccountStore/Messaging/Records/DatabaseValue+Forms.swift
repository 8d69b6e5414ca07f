import FoundationEssentials
import GRDB
import Identity
import Platform

/// The forms that values have in the tables of messaging, as they are handed to SQLite.
///
/// Texts go as bytes, and `KeyedRecord` casts them: of a text GRDB hands out only what is before the first NUL.
extension DatabaseValue {
  static func bytes(_ bytes: [UInt8]) -> DatabaseValue { Data(bytes).databaseValue }
  static func bytes(_ bytes: [UInt8]?) -> DatabaseValue { bytes.map { .bytes($0) } ?? .null }

  static func text(_ text: String) -> DatabaseValue { Data(text.utf8).databaseValue }
  static func text(_ text: String?) -> DatabaseValue { text.map { .text($0) } ?? .null }

  static func integer(_ number: Int) -> DatabaseValue { Int64(number).databaseValue }
  static func integer(_ number: Int64) -> DatabaseValue { number.databaseValue }
  static func integer(_ number: Int64?) -> DatabaseValue { number?.databaseValue ?? .null }

  static func real(_ number: Double) -> DatabaseValue { number.databaseValue }
  static func real(_ number: Double?) -> DatabaseValue { number?.databaseValue ?? .null }

  static func flag(_ flag: Bool) -> DatabaseValue { Int64(flag ? 1 : 0).databaseValue }

  /// Seconds.
  static func time(_ time: UnixTime) -> DatabaseValue { time.seconds.databaseValue }
  static func time(_ time: UnixTime?) -> DatabaseValue { time.map { .time($0) } ?? .null }

  /// Lower-case hex.
  static func identifier(_ identifier: some Identifier) -> DatabaseValue { .text(identifier.text) }
  static func identifier(_ identifier: (some Identifier)?) -> DatabaseValue {
    identifier.map { .identifier($0) } ?? .null
  }

  /// A JSON array of texts.
  static func texts(_ texts: [String]) -> DatabaseValue { .json(texts) }

  /// A JSON array of at most `MessagingLimits.notes` sentences.
  static func notes(_ notes: [String]) -> DatabaseValue {
    .texts(notes.prefix(MessagingLimits.notes).map { $0.cut(to: MessagingLimits.sentence) })
  }

  /// A sentence for people: of a longer one the start.
  static func sentence(_ text: String?) -> DatabaseValue { .text(text?.cut(to: MessagingLimits.sentence)) }

  /// JSON with its members in order: the same value is always the same text.
  static func json(_ value: some Encodable) -> DatabaseValue {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return try encoder.encode(value).databaseValue
    } catch {
      // Only a number that is none fails, and only texts are encoded; a null would be seen as damage, not as no entry.
      return .null
    }
  }
}
