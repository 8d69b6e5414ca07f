import DaemonAPI

/// Contacts as people see them; `account show` and `backup inspect` share it.
enum ContactTable {
  static func show(_ contacts: [ContactEntry]) {
    guard !contacts.isEmpty else { return }
    Words.data("")
    Answer.table(
      ["CONTACT", "STATE", "CONFIRMED"],
      contacts.map { [$0.id, $0.state, Answer.yesNo($0.confirmed)] })
  }
}
