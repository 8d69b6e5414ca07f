import ArgumentParser
import DaemonAPI
import Glibc
import Platform

/// How the program ends when a command threw.
enum Ending {
  /// Whether the command line asks for JSON. Read off the raw arguments, because a command line that does not parse
  /// must be answered in JSON too.
  static var wantsJSON: Bool { CommandLine.arguments.prefix { $0 != "--" }.contains("--json") }

  static func exit(after error: any Error) -> Never {
    if let coded = error as? any CodedError {
      let report = ErrorReport(any: coded)
      tell(report)
      Glibc.exit(ExitTable.status(of: report))
    }
    let status = Signet.exitCode(for: error)
    // Help, the version, a completion script, or a status that a command ended with on purpose.
    if status == .success || error is ExitCode { Signet.exit(withError: error) }
    if status == .validationFailure {
      tell(usage(error))
    } else {
      tell(ErrorReport(any: error))
    }
    Glibc.exit(status.rawValue)
  }

  private static func tell(_ report: ErrorReport) {
    if wantsJSON {
      Answer.json(ErrorAnswer(report))
      return
    }
    Words.say("signet: \(report.reason) [\(report.code)]")
    if let hint = report.hint { Words.say("hint: \(hint)") }
  }

  /// The parser's own message, with the usage line as the hint.
  private static func usage(_ error: any Error) -> ErrorReport {
    let lines = Signet.fullMessage(for: error).split(separator: "\n")
    let usage = lines.first { $0.hasPrefix("Usage: ") }?.dropFirst("Usage: ".count)
    let message = Signet.message(for: error).split(separator: "\n").joined(separator: "; ")
    let reason = message.isEmpty ? "the command line is wrong" : message.prefix(1).lowercased() + message.dropFirst()
    return ErrorReport(CommandError(.usage, reason, hint: usage.map { "usage: \($0)" }))
  }
}
