import CSecp256k1
import Glibc
import Platform

/// The secp256k1 key of a Jami account. Jami registers names under its address; Signet only makes and carries it.
public enum EthereumKey {
  /// Bytes of a private key.
  public static let byteCount = 32

  /// A new private key: 32 random bytes, drawn again in the one case of 2^128 where they are no number of the group.
  /// - Throws: `EthereumError.ethereumFailed`.
  public static func generate() throws(EthereumError) -> Secret {
    let context = try SigningContext()
    do {
      return try Secret(count: byteCount) { bytes in
        repeat { try fillWithRandomBytes(bytes) } while !context.isPrivateKey(UnsafeRawBufferPointer(bytes))
      }
    } catch let error as EthereumError {
      throw error
    } catch {
      throw EthereumError(.ethereumFailed, "no memory for a secp256k1 key")
    }
  }

  /// The address of a private key: the last 20 bytes of Keccak-256 over the 64-byte public key, as 40 lower-case hex
  /// digits without `0x` and without the mixed case of EIP-55.
  /// - Parameter key: 32 bytes, big-endian.
  /// - Throws: `EthereumError.ethereumKeyInvalid`, `ethereumFailed`.
  public static func address(of key: Secret) throws(EthereumError) -> String {
    let context = try SigningContext()
    let publicKey = try key.withBytes { (bytes: UnsafeRawBufferPointer) throws(EthereumError) in
      guard bytes.count == byteCount, context.isPrivateKey(bytes) else {
        throw EthereumError(.ethereumKeyInvalid, "the Ethereum key is no secp256k1 private key")
      }
      return try context.publicKey(of: bytes)
    }
    return Hex.text(of: Keccak256.hash(publicKey).suffix(20))
  }
}

/// Random bytes of the operating system; waits until there are some, never falls back to weaker ones.
func fillWithRandomBytes(_ buffer: UnsafeMutableRawBufferPointer) throws(EthereumError) {
  guard let start = buffer.baseAddress else { return }
  guard getentropy(start, buffer.count) == 0 else {
    throw EthereumError(.ethereumFailed, "the system gave no random bytes: \(SystemError.text(of: errno))")
  }
}
