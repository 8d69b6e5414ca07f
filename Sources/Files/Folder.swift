import Glibc

/// Folders: 0700, durable when a call returns.
public enum Folder {
  /// What temporary files and folders of ours begin with; see `sweep`.
  public static let temporaryPrefix = ".new-"

  /// Makes `path` and what is missing above it, each 0700. One that is there is left as it is.
  /// - Throws: `FileError`.
  public static func create(_ path: String) throws(FileError) {
    if isFolder(path) { return }
    let above = parent(of: path)
    if above != path && !isFolder(above) { try create(above) }
    let isNew = mkdir(path, 0o700) == 0
    guard isNew || errno == EEXIST else { throw FileError("creating", path, systemCode: errno) }
    guard isFolder(path) else { throw FileError("creating", path, systemCode: ENOTDIR) }
    do throws(FileError) {
      try synchronise(above)
    } catch {
      if isNew { rmdir(path) }  // not made for good, so not made at all; one that is in use already stays
      throw error
    }
  }

  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Makes the names in `path` durable.
  /// - Throws: `FileError`.
  public static func synchronise(_ path: String) throws(FileError) {
    var folder = try OpenFile(path, flags: O_RDONLY | O_DIRECTORY, doing: "opening")
    try folder.synchronise()
    try folder.close()
  }

  /// Names in `path`, sorted, without `.` and `..`.
  /// - Throws: `FileError`.
  public static func list(_ path: String) throws(FileError) -> [String] {
    guard let stream = opendir(path) else { throw FileError("listing", path, systemCode: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw FileError("listing", path, systemCode: errno) }
        return names.sorted()
      }
      let name = withUnsafePointer(to: entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
  }

  /// Renames a folder or file where nothing is at `new` yet, and makes it durable.
  /// - Throws: `FileError`, `fileExists` where `new` is taken (a full folder).
  public static func rename(_ old: String, to new: String) throws(FileError) {
    guard Glibc.rename(old, new) == 0 else { throw FileError("renaming", old, systemCode: errno) }
    try synchronise(parent(of: new))
    if parent(of: old) != parent(of: new) { try synchronise(parent(of: old)) }
  }

  /// Removes `path` with all that is in it. It is first renamed aside, so that a kill in the middle leaves no half of
  /// it under its name; `sweep` removes the rest. What has a temporary name already is aside: removing it then needs
  /// no new name, which a full disk might not have room for.
  /// - Throws: `FileError`.
  public static func remove(_ path: String) throws(FileError) {
    let isAside = path.dropFirst(parent(of: path).count + 1).hasPrefix(temporaryPrefix)
    let aside = isAside ? path : temporaryName(beside: path)
    do throws(FileError) {
      if !isAside { try rename(path, to: aside) }
    } catch {
      // Renamed, but not durably: it is gone from its name, and must not lie about under another one.
      if FileReader.exists(aside) { try removeTree(aside) }
      throw error
    }
    try removeTree(aside)
    try synchronise(parent(of: path))
  }

  /// Removes `path`, on which nothing depends any more, with all that is in it. Unlike `remove` it is neither atomic nor
  /// durable, and so works on a full disk too.
  /// - Throws: `FileError`.
  public static func discard(_ path: String) throws(FileError) { try removeTree(path) }

  /// Removes what interrupted writes left in `path`: everything whose name begins with `temporaryPrefix`. Only the
  /// one process that writes there may call it.
  /// - Returns: the names removed.
  /// - Throws: `FileError`.
  @discardableResult
  public static func sweep(_ path: String) throws(FileError) -> [String] {
    let leftovers = try list(path).filter { $0.hasPrefix(temporaryPrefix) }
    for name in leftovers { try removeTree(path + "/" + name) }
    if !leftovers.isEmpty { try synchronise(path) }
    return leftovers
  }

  /// The folder that `path` is in.
  public static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A name beside `path` that nobody has: the prefix and 64 random bits.
  public static func temporaryName(beside path: String) -> String {
    parent(of: path) + "/" + temporaryPrefix + String(UInt64.random(in: .min ... .max), radix: 16)
  }

  private static func removeTree(_ path: String) throws(FileError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { throw FileError("examining", path, systemCode: errno) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      guard unlink(path) == 0 else { throw FileError("removing", path, systemCode: errno) }
      return
    }
    for name in try list(path) { try removeTree(path + "/" + name) }
    guard rmdir(path) == 0 else { throw FileError("removing", path, systemCode: errno) }
  }
}
