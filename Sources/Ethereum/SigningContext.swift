import CSecp256k1
import Platform

/// A libsecp256k1 context, blinded with fresh random bytes so that timing and power tell nothing about the key
/// (`secp256k1_context_randomize` in `secp256k1.h`).
struct SigningContext: ~Copyable {
  private let context: OpaquePointer

  init() throws(EthereumError) {
    guard let context = secp256k1_context_create(UInt32(SECP256K1_CONTEXT_NONE)) else {
      throw EthereumError(.ethereumFailed, "libsecp256k1 has no memory for a context")
    }
    var seed = [UInt8](repeating: 0, count: 32)
    do throws(EthereumError) {
      try seed.withUnsafeMutableBytes { raw in Result { () throws(EthereumError) in try fillWithRandomBytes(raw) } }
        .get()
    } catch {
      secp256k1_context_destroy(context)
      throw error
    }
    // The return value is always 1, says the header.
    _ = secp256k1_context_randomize(context, &seed)
    self.context = context
  }

  deinit { secp256k1_context_destroy(context) }

  /// Whether 32 bytes are a number from 1 to the group order less 1.
  func isPrivateKey(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count == EthereumKey.byteCount, let start = bytes.baseAddress else { return false }
    return secp256k1_ec_seckey_verify(context, start.assumingMemoryBound(to: UInt8.self)) == 1
  }

  /// The 64 bytes x ‖ y of the public key.
  func publicKey(of bytes: UnsafeRawBufferPointer) throws(EthereumError) -> [UInt8] {
    var point = secp256k1_pubkey()
    guard let start = bytes.baseAddress,
      secp256k1_ec_pubkey_create(context, &point, start.assumingMemoryBound(to: UInt8.self)) == 1
    else { throw EthereumError(.ethereumKeyInvalid, "the Ethereum key is no secp256k1 private key") }
    var serialised = [UInt8](repeating: 0, count: 65)
    var length = serialised.count
    let uncompressed = UInt32(SECP256K1_EC_UNCOMPRESSED)
    guard secp256k1_ec_pubkey_serialize(context, &serialised, &length, &point, uncompressed) == 1, length == 65 else {
      throw EthereumError(.ethereumFailed, "libsecp256k1 could not write a public key")
    }
    // The first byte, 4, only says that the point is not compressed.
    return Array(serialised.dropFirst())
  }
}
