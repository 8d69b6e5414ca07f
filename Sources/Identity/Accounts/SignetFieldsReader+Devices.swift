import Platform

/// What is known of the devices, in Signet's own entry of an archive: `"devices":{"notes":[{"id":"<base64>",
/// "name":"<base64 of UTF-8>","platform":"<base64 of UTF-8>"}],"certificates":["<base64 of DER>"]}`, both ascending, the
/// platform left out where it is not known.
extension SignetFieldsReader {
  mutating func devices() throws(IdentityError) -> ArchivedDevices {
    var notes: [DeviceNote] = []
    if !take(SignetFields.listTail) {
      repeat {
        guard notes.count < ArchivedDevices.notesLimit else { throw Self.unreadable }
        notes.append(try note())
      } while take(SignetFields.comma)
      try expect(SignetFields.listTail)
    }
    try expect(SignetFields.certificatesHead)
    let certificates = try list(upTo: ArchivedDevices.certificateLimit)
    try expect(SignetFields.tail)
    do throws(IdentityError) {
      return try ArchivedDevices(notes: notes, certificates: certificates)
    } catch {
      throw Self.unreadable
    }
  }

  private mutating func note() throws(IdentityError) -> DeviceNote {
    try expect(SignetFields.idHead)
    guard let id = DeviceID(bytes: try blob(32)) else { throw Self.unreadable }
    try expect(SignetFields.nameHead)
    let name = try text()
    let platform = take(SignetFields.platformHead) ? try text() : nil
    try expect(SignetFields.tail)
    let note: DeviceNote
    do throws(IdentityError) { note = try DeviceNote(id: id, name: name, platform: platform) } catch {
      throw Self.unreadable
    }
    // One way to write it: a name with white space around it is another one than is kept.
    guard note.name == name, note.platform == platform else { throw Self.unreadable }
    return note
  }

  private mutating func text() throws(IdentityError) -> String {
    guard let text = String(validating: try blob(PersonalName.byteLimit), as: UTF8.self) else { throw Self.unreadable }
    return text
  }
}
