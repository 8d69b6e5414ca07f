import FoundationEssentials
import Glibc
import Platform
import Testing

@testable import GnuTLS

/// The program `openssl`, as a second opinion.
enum OpenSSL {
  static let path: String? = ["/usr/bin/openssl", "/usr/local/bin/openssl"].first { access($0, X_OK) == 0 }
  static let skipped: Comment = "skipped: openssl is not installed"

  /// What `openssl verify -crl_check` has against a device at that time: its own words, nil when nothing.
  /// - Parameter issuers: every certificate that is trusted.
  static func complaint(
    about device: Certificate, issuers: [Certificate], lists: [RevocationList], at time: UnixTime
  ) throws -> String? {
    let folder = URL(filePath: "/tmp/signet-tests-\(getpid())-\(UInt64.random(in: 0...UInt64.max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }  // What is left in /tmp is no reason to fail a test.
    func write(_ name: String, _ text: String) throws -> String {
      let file = folder.appending(path: name)
      try Data(text.utf8).write(to: file)
      return file.path
    }
    let log = open(try write("output", ""), O_RDWR)
    defer { close(log) }
    let child = try ChildProcess(
      executable: #require(path),
      arguments: [
        "verify", "-attime", "\(time.seconds)", "-crl_check", "-CAfile",
        try write("issuers.pem", issuers.map(\.pem).joined()), "-CRLfile",
        try write("lists.pem", lists.map { PEM.text("X509 CRL", $0.der) }.joined()),
        try write("device.pem", device.pem),
      ],
      descriptors: [(child: 1, ours: log), (child: 2, ours: log)])
    let ending = child.wait()
    let output = String(decoding: try Data(contentsOf: folder.appending(path: "output")), as: UTF8.self)
    if ending == .exited(status: 0) { return nil }
    // `error 23 at 0 depth lookup: certificate revoked`
    let line = output.split(separator: "\n").first { $0.hasPrefix("error ") && $0.contains("lookup: ") }
    return try #require(line?.split(separator: ":", maxSplits: 1).last.map { String($0.dropFirst()) }, "\(output)")
  }
}
