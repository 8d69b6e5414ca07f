import Files
import Glibc
import Platform
import Testing

struct FolderTests {
  let folder = TemporaryFolder()

  @Test func foldersAreForTheirOwnerOnly() throws {
    try Folder.create(folder("a/b/c"))
    var status = stat()
    for name in ["a", "a/b", "a/b/c"] {
      #expect(stat(folder(name), &status) == 0)
      #expect(status.st_mode & 0o777 == 0o700)
    }
  }

  @Test func aFileWhereAFolderShouldBeIsAnError() throws {
    try AtomicFile.replace(folder("a"), with: [1])
    let error = #expect(throws: FileError.self) { try Folder.create(folder("a")) }
    #expect(error?.code == "fileNotFound")
    #expect(error?.systemCode == ENOTDIR)
  }

  @Test func removingTakesTheWholeTree() throws {
    try Folder.create(folder("a/b"))
    try AtomicFile.replace(folder("a/b/c"), with: [1])
    try Folder.remove(folder("a"))
    #expect(try Folder.list(folder.path) == [])
  }

  @Test func sweepingTakesOnlyWhatWritesLeftBehind() throws {
    try Folder.create(folder(".new-1234"))
    try AtomicFile.replace(folder(".new-1234/x"), with: [1])
    try AtomicFile.replace(folder("kept"), with: [1])
    #expect(try Folder.sweep(folder.path) == [".new-1234"])
    #expect(try Folder.list(folder.path) == ["kept"])
  }

  @Test func renamingOntoAFullFolderIsRefused() throws {
    try Folder.create(folder("a"))
    try Folder.create(folder("b/c"))
    let error = #expect(throws: FileError.self) { try Folder.rename(folder("a"), to: folder("b")) }
    #expect(error?.code == "fileExists")
  }
}
