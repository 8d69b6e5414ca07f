/// Text from strangers as it may be shown at a terminal.
///
/// Names and messages come from people whom nobody knows. An escape sequence could rewrite the screen or the
/// clipboard, and a bidirectional override make a text read as another: so what is not seen is spelled out, as
/// `\u{1b}`. With --json the exact text is told instead.
enum SafeText {
  /// Every line break too: for a cell, a name, a line.
  static func line(_ text: String) -> String { escaped(text) { _ in false } }

  /// Line feeds stay: for a text of several lines. A CR LF is one line break.
  static func lines(_ text: String) -> String { escaped(text) { $0 == "\n" } }

  private static func escaped(_ text: String, keeping isKept: (Unicode.Scalar) -> Bool) -> String {
    // Nearly always there is nothing to do.
    guard text.unicodeScalars.contains(where: { isUnseen($0) && !isKept($0) }) else { return text }
    var safe = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if scalar == "\n" && isKept(scalar) && previous == "\r" { safe.removeLast(Self.name(of: "\r").count) }
      if isUnseen(scalar) && !isKept(scalar) {
        safe.append(contentsOf: name(of: scalar))
      } else {
        safe.append(scalar)
      }
      previous = scalar
    }
    return String(safe)
  }

  /// Controls (ESC and CSI among them), marks of direction, invisible ones, line and paragraph separators, tags, and
  /// what has no meaning yet. Deliberate: not the two joiners, which some scripts and emoji need.
  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7f }
    if scalar.value == 0x200c || scalar.value == 0x200d { return false }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse, .surrogate: return true
    default: return scalar.properties.isDefaultIgnorableCodePoint && !scalar.properties.isVariationSelector
    }
  }

  private static func name(of scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    switch scalar {
    case "\n": return "\\n".unicodeScalars
    case "\r": return "\\r".unicodeScalars
    case "\t": return "\\t".unicodeScalars
    default: return "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars
    }
  }
}
