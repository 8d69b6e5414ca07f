/// Somebody else who has a private key and signs with it: a process of its own that holds a token's PIN.
public protocol RemoteSigner: Sendable {
  /// A signature over `message`, which is not hashed yet.
  /// - Throws: `GnuTLSError.tokenUnavailable`, `tokenPINWrong`, `tokenPINLocked` and what else a token fails with.
  func sign(_ message: [UInt8], with algorithm: SignatureAlgorithm) throws(GnuTLSError) -> [UInt8]
}
