import DaemonAPI
import Platform

extension ArchiveReport {
  /// For people: one fact a line.
  var facts: [(label: String, value: String?)] {
    [
      ("account", id), ("name", displayName.isEmpty ? nil : displayName), ("file", "\(file), \(bytes) bytes"),
      ("password", hasPassword ? "yes (opened with a \(openedWith))" : "no"),
      ("layout", layoutText),
      ("contacts", count(of: contacts.map(\.state))),
      ("conversations", "\(conversations.count), and \(conversationRequests.count) requests"),
      ("settings", String(settings.count)), ("revoked devices", String(revokedCount)),
      ("authority key", Answer.yesNo(hasAuthorityKey)), ("Ethereum key", Answer.yesNo(hasEthereumKey)),
    ] + certificates.map { ("\($0.role) valid", "\($0.notBefore.text) to \($0.notAfter.text), serial \($0.serial)") }
  }

  private var layoutText: String {
    let layers = gzipLayers == 1 ? "1 layer of gzip" : "\(gzipLayers) layers of gzip"
    guard hasPassword else { return gzipLayers == 0 ? "bare JSON" : layers }
    let tag = legacyTag ? ", tag of before 2019" : ""
    return (gzipLayers == 0 ? "" : layers + " around ") + "AES-256-GCM of \(innerCompression)\(tag)"
  }

  private func count(of states: [String]) -> String {
    let parts = ["active", "blocked", "removed"].compactMap { state -> String? in
      let count = states.count { $0 == state }
      return count == 0 ? nil : "\(count) \(state)"
    }
    return parts.isEmpty ? "0" : parts.joined(separator: ", ")
  }
}
