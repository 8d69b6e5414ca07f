import Platform

/// A secp256k1 key that could not be made or used.
public typealias EthereumError = RoomError<EthereumErrorCode>

/// The codes of `EthereumError`.
public enum EthereumErrorCode: String, Sendable, CaseIterable {
  /// The bytes are no secp256k1 private key: not 32 of them, zero, or not below the group order.
  case ethereumKeyInvalid
  /// The system gave no random bytes, or the library no memory.
  case ethereumFailed
}
