import ArgumentParser
import DaemonAPI

/// A PKCS#11 token for the signing key.
struct TokenOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Make the signing key on this PKCS#11 token (pkcs11:token=NAME), which it never leaves.", valueName: "url"))
  var token: String?

  @OptionGroup var pin: TokenPINOptions

  func validate() throws {
    if pin.tokenPinFile != nil && token == nil { throw ValidationError("--token-pin-file needs --token") }
  }
}

/// The PIN of the token that a signing key is on.
struct TokenPINOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Read the token's PIN from FILE; one final line feed is not part of it.", valueName: "file"),
    completion: .file())
  var tokenPinFile: String?

  /// The PIN from its file; nil when none was named.
  func read() throws(ErrorReport) -> HandedSecret? {
    guard let tokenPinFile else { return nil }
    return try SecretFile.password(at: tokenPinFile)
  }
}
