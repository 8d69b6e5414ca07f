import AccountArchive

/// Puts the settings of two archives together: the ones here stand, those that are missing here are taken over.
enum SettingMerge {
  /// Says how the *file* was protected; meaningless in another one.
  private static let aboutTheFile = Archive.Setting.hasPassword

  static func merge(_ other: Archive, into archive: inout Archive, _ report: inout MergeReport) {
    let present = Dictionary(archive.settings.map { ($0.key, $0.value) }) { first, _ in first }
    for setting in other.settings where setting.key != aboutTheFile {
      guard let value = present[setting.key] else {
        archive.settings.append(setting)
        report.settingsAdded.append(setting.key)
        continue
      }
      if value != setting.value { report.differing.append(setting.key) }
    }
  }
}
