/// Where a relay is reached: `http://HOST:PORT` or `https://HOST:PORT`, nothing behind it.
public struct RelayURL: Sendable, Hashable, CustomStringConvertible {
  public let isSecure: Bool
  public let address: ServerAddress

  public init(isSecure: Bool, address: ServerAddress) {
    self.isSecure = isSecure
    self.address = address
  }

  /// Nil for anything else; a slash at the end is forgiven.
  public init?(_ text: String) {
    guard text.utf8.count <= PacketLimits.relayURL, let scheme = Self.schemes.first(where: { text.hasPrefix($0.text) })
    else { return nil }
    let rest = text.dropFirst(scheme.text.count)
    do throws(JasperError) {
      address = try ServerAddress(String(rest.hasSuffix("/") ? rest.dropLast() : rest))
    } catch {
      return nil
    }
    isSecure = scheme.isSecure
  }

  public var text: String { (isSecure ? "https://" : "http://") + address.description }
  public var description: String { text }

  private static let schemes = [(text: "http://", isSecure: false), (text: "https://", isSecure: true)]
}
