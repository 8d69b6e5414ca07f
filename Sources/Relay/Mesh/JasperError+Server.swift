import Jasper

extension JasperError {
  /// Whether it says that the server cannot be used, and not that it would not have one thing.
  var isOfServer: Bool { kind == .relayUnreachable || kind == .relayNotTrusted || kind == .addressRefused }
}
