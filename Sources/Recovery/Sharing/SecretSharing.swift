import GnuTLS
import Platform

/// Shamir's scheme over `GF256`, byte by byte, with a digest of the secret (SLIP-0039, "Sharing a secret").
///
/// Any `threshold` shares fix the polynomial; the secret is its value at 255, and the value at 254 holds four bytes of
/// an HMAC over the secret, by which a wrong set of shares is noticed. One share fewer says nothing about the secret but
/// these 32 bits.
enum SecretSharing {
  /// The value of the polynomial at a place.
  struct Point {
    let x: UInt8
    let y: Secret
  }

  private static let secretPlace: UInt8 = 255
  private static let digestPlace: UInt8 = 254
  private static let digestSize = 4

  /// The shares of `secret`, at 0, 1, ….
  /// - Parameters:
  ///   - threshold: 1 to `count`.
  ///   - count: up to 16.
  static func split(
    _ secret: Secret, threshold: Int, count: Int, random: RandomFill
  ) throws(RecoveryError) -> [Secret] {
    guard threshold > 1 else { return Array(repeating: secret, count: count) }
    var shares: [Secret] = []
    for _ in 0..<(threshold - 2) { shares.append(try Failures.secret(secret.count, random)) }
    let digest = try Failures.secret(secret.count) { bytes in
      let filling = UnsafeMutableRawBufferPointer(rebasing: bytes[digestSize...])
      try random(filling)
      try withDigest(of: secret, key: UnsafeRawBufferPointer(filling)) { bytes.copyMemory(from: $0) }
    }
    var points = shares.enumerated().map { Point(x: UInt8($0), y: $1) }
    points += [Point(x: digestPlace, y: digest), Point(x: secretPlace, y: secret)]
    for place in shares.count..<count { shares.append(try interpolate(points, at: UInt8(place))) }
    return shares
  }

  /// The secret from as many shares as its threshold; nil when the digest says that they are not all of one secret.
  /// - Parameter points: at places that differ, of the same length.
  static func recover(_ points: [Point]) throws(RecoveryError) -> Secret? {
    guard points.count > 1 else { return points.first?.y }
    let secret = try interpolate(points, at: secretPlace)
    let digest = try interpolate(points, at: digestPlace)
    let isRight = try digest.withBytes { (bytes: UnsafeRawBufferPointer) throws(RecoveryError) in
      try Failures.wrap {
        try withDigest(of: secret, key: UnsafeRawBufferPointer(rebasing: bytes[digestSize...])) { expected in
          zip(expected, bytes).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
        }
      }
    }
    return isRight ? secret : nil
  }

  /// The value at `x` of the polynomial through `points` (Lagrange).
  static func interpolate(_ points: [Point], at x: UInt8) throws(RecoveryError) -> Secret {
    try Failures.secret(points[0].y.count) { result in
      for point in points {
        // Places are no secret; only the product with a byte of a share has to be in constant time.
        var weight: UInt8 = 1
        for other in points where other.x != point.x {
          weight = GF256.multiply(weight, GF256.multiply(x ^ other.x, GF256.inverse(point.x ^ other.x)))
        }
        point.y.withBytes { bytes in
          for index in result.indices { result[index] ^= GF256.multiply(bytes[index], weight) }
        }
      }
    }
  }

  /// The first bytes of HMAC-SHA-256 over `secret`.
  private static func withDigest<Result>(
    of secret: Secret, key: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Result
  ) throws -> Result {
    let mac = try Secret(count: HMACSHA256.size) { mac in
      secret.withBytes { HMACSHA256.authenticate($0, key: key, into: mac) }
    }
    return mac.withBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<digestSize])) }
  }
}
