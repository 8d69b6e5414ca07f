import Files
import Identity

/// The list of accounts that were ever loaded here and not forgotten: one Jami ID a line. It only serves to notice
/// that a folder is gone; the folders are the truth.
struct AccountRegistry {
  private static let limit = 1 << 20

  let path: String

  /// The accounts it names, and the lines that name none.
  func read() throws(FileError) -> (accounts: Set<JamiID>, damaged: [String]) {
    guard FileReader.exists(path) else { return ([], []) }
    let lines = String(decoding: try FileReader.read(path, limit: Self.limit), as: UTF8.self).split(separator: "\n")
    return (Set(lines.compactMap { JamiID($0) }), lines.filter { JamiID($0) == nil }.map(String.init))
  }

  /// Adds what is missing; writes nothing when nothing is.
  func add(_ ids: some Sequence<JamiID>) throws(FileError) {
    let known = try read()
    let all = known.accounts.union(ids)
    if all != known.accounts { try write(all, known.damaged) }
  }

  func remove(_ id: JamiID) throws(FileError) {
    let known = try read()
    if known.accounts.contains(id) { try write(known.accounts.subtracting([id]), known.damaged) }
  }

  /// Lines that cannot be read stay.
  private func write(_ ids: Set<JamiID>, _ damaged: [String]) throws(FileError) {
    let text = (ids.sorted().map(\.text) + damaged).map { $0 + "\n" }.joined()
    try AtomicFile.replace(path, with: Array(text.utf8))
  }
}
