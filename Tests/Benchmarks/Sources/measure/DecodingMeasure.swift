import Foundation

/// What Foundation takes to decode a body of `/sync/hashes` and no more.
enum DecodingMeasure {
  private struct Body: Decodable {
    let hashes: [String]
  }

  /// Processor seconds of one decoding: each of `times`.
  static func seconds(path: String, times: Int) throws -> String {
    let data = try Data(contentsOf: URL(filePath: path))
    var found: [Double] = []
    for _ in 0...times {
      found.append(try cpuSeconds { _ = try JSONDecoder().decode(Body.self, from: data).hashes.count })
    }
    return #"{"seconds": \#(json(Array(found.dropFirst())))}"#
  }
}
