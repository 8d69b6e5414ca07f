/// The settings that Signet itself looks at.
extension Archive {
  public enum Setting {
    public static let displayName = "Account.displayName"
    /// `true` or `false` as it was when the archive was written; says nothing about the file it is read from.
    public static let hasPassword = "Account.archiveHasPassword"
  }

  /// The person's name; empty when the archive has none.
  public var displayName: String { setting(Setting.displayName) ?? "" }

  /// The value of a setting; nil when the archive has none of this name.
  public func setting(_ key: String) -> String? { settings.first { $0.key == key }?.value }

  /// Sets a setting, or with nil takes it out.
  /// - Throws: `SystemError.memoryUnavailable`.
  public mutating func set(_ key: String, to value: String?) throws {
    let place = settings.firstIndex { $0.key == key }
    guard let value else {
      if let place { settings.remove(at: place) }
      return
    }
    let setting = try ArchiveSetting(key: key, value: value)
    if let place { settings[place] = setting } else { settings.append(setting) }
  }
}
