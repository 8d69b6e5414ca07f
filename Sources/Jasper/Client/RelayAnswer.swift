import FoundationEssentials

/// A relay's answer before anybody has looked into it.
public struct RelayAnswer: Sendable {
  public let status: Int
  public let body: [UInt8]
  /// The address that was connected to.
  public let address: NetworkAddress

  /// The body, when the relay did what it was asked.
  /// - Throws: `JasperError.relayRefused` with the status, and the code that a Signet relay names.
  public func success(of server: RelayURL) throws(JasperError) -> [UInt8] {
    guard status == 200 else {
      throw JasperError(
        .relayRefused, "\(server.address) refuses with status \(status)\(code.map { ", \($0)" } ?? "")", status: status)
    }
    return body
  }

  private struct Report: Decodable {
    struct Inner: Decodable { let code: String }
    let error: Inner
  }

  /// Letters and digits only: it goes into texts that people read.
  private var code: String? {
    guard let report = try? JSONDecoder().decode(Report.self, from: Data(body)) else { return nil }  // of another make
    let code = report.error.code.prefix(60)
    return code.utf8.allSatisfy { $0 < 0x80 && $0 > 0x20 } ? String(code) : nil
  }
}
