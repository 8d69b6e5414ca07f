import DaemonAPI
import Files
import Glibc
import GnuTLS
import Platform

/// What is wrong with the machine, as far as Signet depends on it.
enum MachineCheck {
  /// The first version of Debian 12's package with the fixes of GnuTLS 3.8.13.
  static let fixedGnuTLS = "3.7.9-2+deb12u7"
  /// Locked memory that one worker may need at a time, in bytes.
  static let neededLockableBytes: UInt64 = 8 << 20

  static func examine(
    packages: String = "/var/lib/dpkg/status", lockable: UInt64 = Hardening.lockableBytes
  ) -> [DaemonAPI.Finding] {
    var findings: [DaemonAPI.Finding] = []
    if let version = installedGnuTLS(packages), DebianVersion(version) < DebianVersion(fixedGnuTLS) {
      findings.append(
        DaemonAPI.Finding(
          id: "gnutlsOutdated", severity: .warning, account: nil,
          cause: "libgnutls30 \(version) lacks security fixes of \(fixedGnuTLS), and it parses foreign certificates",
          cure: "sudo apt-get install --only-upgrade libgnutls30"))
    }
    if lockable < neededLockableBytes {
      findings.append(
        DaemonAPI.Finding(
          id: "memoryLockLimit", severity: .warning, account: nil,
          cause: "only \(lockable / 1024) KiB of memory may be locked, so secrets may be written to the swap space",
          cure: "ulimit -l \(neededLockableBytes / 1024)"))
    }
    return findings
  }

  /// Nil where there is no Debian, or not this package, or another branch of it than the one the fixes were made for.
  private static func installedGnuTLS(_ path: String) -> String? {
    // A machine without dpkg has nothing to compare with: no finding is the right answer.
    guard let bytes = try? FileReader.read(path, limit: 64 << 20) else { return nil }
    var isOurs = false
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if line.isEmpty { isOurs = false }
      if line.elementsEqual("Package: libgnutls30".utf8) { isOurs = true }
      if isOurs, line.starts(with: "Version: 3.7.9-".utf8) {
        return String(decoding: line.dropFirst("Version: ".utf8.count), as: UTF8.self)
      }
    }
    return nil
  }
}
