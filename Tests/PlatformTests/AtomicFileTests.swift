import Files
import Glibc
import Platform
import Testing

struct AtomicFileTests {
  let folder = TemporaryFolder()

  @Test func aNewFileIsForItsOwnerOnlyWhateverTheUmask() throws {
    try AtomicFile.replace(folder("a"), with: [1, 2])
    #expect(try FileReader.read(folder("a"), limit: 2) == [1, 2])
    #expect(try FileReader.status(folder("a")).mode == 0o600)
  }

  @Test func replacingLeavesNothingElseBehind() throws {
    try AtomicFile.replace(folder("a"), with: [1])
    try AtomicFile.replace(folder("a"), with: [2])
    #expect(try Folder.list(folder.path) == ["a"])
    #expect(try FileReader.read(folder("a"), limit: 9) == [2])
  }

  @Test func creatingNeverReplaces() throws {
    try AtomicFile.create(folder("a"), with: [1])
    let error = #expect(throws: FileError.self) { try AtomicFile.create(folder("a"), with: [2]) }
    #expect(error?.description == "fileExists: creating \(folder("a")) failed: File exists")
    #expect(try FileReader.read(folder("a"), limit: 9) == [1])
    #expect(try Folder.list(folder.path) == ["a"])
  }

  @Test func aStagedFileCanBeReadBackBeforeItCounts() throws {
    try AtomicFile.replace(folder("a"), with: [1])
    let staged = try AtomicFile.stage(Secret(copying: [2, 3]), beside: folder("a"))
    #expect(try FileReader.readSecret(staged, limit: 9).withBytes { [UInt8]($0) } == [2, 3])
    #expect(try FileReader.read(folder("a"), limit: 9) == [1])
    try AtomicFile.put(staged, at: folder("a"))
    #expect(try FileReader.read(folder("a"), limit: 9) == [2, 3])
    #expect(try Folder.list(folder.path) == ["a"])
  }

  @Test func aFolderInTheWayIsAnErrorThatChangesNothing() throws {
    try Folder.create(folder("a"))
    let error = #expect(throws: FileError.self) { try AtomicFile.replace(folder("a"), with: [1]) }
    #expect(error?.code == "notAFile")
    #expect(try Folder.list(folder.path) == ["a"])
  }

  @Test func readingIsBounded() throws {
    try AtomicFile.replace(folder("a"), with: [1, 2, 3])
    let error = #expect(throws: FileError.self) { _ = try FileReader.read(folder("a"), limit: 2) }
    #expect(error?.description == "fileTooLarge: \(folder("a")) has 3 bytes; at most 2 are read")
  }

  @Test func onlyPlainFilesAreRead() throws {
    #expect(mkfifo(folder("pipe"), 0o600) == 0)
    #expect(throws: FileError(.notAFile, path: "", "")) { _ = try FileReader.read(folder("pipe"), limit: 2) }
    #expect(throws: FileError(.notAFile, path: "", "")) { _ = try FileReader.read(folder.path, limit: 2) }
    #expect(throws: FileError(.fileNotFound, path: "", "")) { _ = try FileReader.read(folder("none"), limit: 2) }
  }
}
