import CGnuTLS
import Platform

/// Byte strings on their way into the library and out of it. The only place where its datums are filled and freed.
enum Datum {
  /// Lends `bytes` to `body`. The library's datum is not const, but no call that we hand one to writes to it.
  static func lend<Result>(
    _ bytes: UnsafeRawBufferPointer, _ body: (UnsafePointer<gnutls_datum_t>) -> Result
  ) -> Result {
    let start = UnsafeMutablePointer(mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    var datum = gnutls_datum_t(data: start, size: UInt32(bytes.count))
    return withUnsafePointer(to: &datum, body)
  }

  static func lend<Result>(_ bytes: [UInt8], _ body: (UnsafePointer<gnutls_datum_t>) -> Result) -> Result {
    bytes.withUnsafeBytes { lend($0, body) }
  }

  /// What `fill` makes the library allocate, as bytes; the library's own copy is wiped and freed.
  static func take(
    _ call: Call, _ fill: (UnsafeMutablePointer<gnutls_datum_t>) -> Int32
  ) throws(GnuTLSError) -> [UInt8] {
    var datum = gnutls_datum_t()
    defer { wipeAndFree(&datum) }
    try call.check(fill(&datum))
    return [UInt8](UnsafeRawBufferPointer(start: datum.data, count: Int(datum.size)))
  }

  /// The same for a secret: the bytes go from the library's memory into locked pages and nowhere else.
  static func takeSecret(
    _ call: Call, _ fill: (UnsafeMutablePointer<gnutls_datum_t>) -> Int32
  ) throws(GnuTLSError) -> Secret {
    var datum = gnutls_datum_t()
    defer { wipeAndFree(&datum) }
    try call.check(fill(&datum))
    do {
      return try Secret(copying: UnsafeRawBufferPointer(start: datum.data, count: Int(datum.size)))
    } catch {
      throw call.error(GNUTLS_E_MEMORY_ERROR)
    }
  }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fmemset>
  private static func wipeAndFree(_ datum: inout gnutls_datum_t) {
    guard let data = datum.data else { return }
    gnutls_memset(data, 0, Int(datum.size))
    sg_gnutls_free(data)
  }
}
