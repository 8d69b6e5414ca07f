import DaemonAPI
import Files
import FoundationEssentials
import Platform

/// The list beside a folder of archives: which there are, and what a right reader finds in them.
private struct DemoManifest: Decodable {
  struct Entry: Decodable {
    let file: String
    let password: String
    let encrypted: Bool
    let jamiId: String
    let revokedDevices: Int
    let archiveContacts: [String: Contact]
  }

  /// Only their number is compared here.
  struct Contact: Decodable {}

  let archives: [Entry]
}

extension DemoPlay {
  private struct Inspected: Decodable {
    struct Contact: Decodable { let id: String }
    let id: String
    let revokedCount: Int
    let contacts: [Contact]
  }

  /// Opens each archive that the manifest in `folder` lists, and compares.
  /// - Returns: how many there are.
  static func jamiArchives(in folder: String, on stage: DemoStage) throws -> Int {
    let file = try FileReader.read(folder + "/manifest.json", limit: 16 << 20)
    let manifest = try JSONDecoder().decode(DemoManifest.self, from: Data(file))
    for (number, entry) in manifest.archives.enumerated() {
      stage.tell("\(entry.file): written by a real Jami.")
      var secret: [String] = []
      if entry.encrypted {
        secret = ["--password-file", try stage.passwordFile("archive-\(number).txt", entry.password)]
      }
      let path = folder + "/" + entry.file
      try stage.run(["backup", "verify", path] + secret)
      let answer = try DemoRun(["backup", "inspect", path, "--json"] + secret)
      let found = try JSONDecoder().decode(Inspected.self, from: Data(answer.data.utf8))
      try stage.expect(found.id == entry.jamiId, "it is the account \(entry.jamiId)")
      try stage.expect(
        Set(found.contacts.map(\.id)) == Set(entry.archiveContacts.keys),
        "it holds \(entry.archiveContacts.count) contacts")
      try stage.expect(found.revokedCount == entry.revokedDevices, "it lists \(entry.revokedDevices) revoked devices")
    }
    return manifest.archives.count
  }
}
