import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Linking
import Platform
import Sealing

/// The keys that a new device has made; they never leave it.
struct JoiningKeys {
  let device: PrivateKey
  let wrap: PrivateKey
  let signing: PendingJoin.Signing
  /// Of a signing key that is on a token.
  private var tokenRequest: CertificateRequest?

  /// Those of a join that was begun before.
  init(_ pending: PendingJoin) {
    device = pending.device
    wrap = pending.wrap
    signing = pending.signing
  }

  /// Makes them.
  /// - Parameter token: the signing key, where it was made on a token.
  /// - Throws: `GnuTLSError`, `FileError`, `SystemError`.
  init(_ bench: Workbench, token: TokenKey?) throws {
    let spare = try SpareDeviceKey(bench: bench)
    let count = token == nil ? 3 : 2
    let forge = try KeyForge(count: spare.isThere ? count - 1 : count, progress: bench.progress)
    forge.showProgress()
    var made = try forge.wait()
    if made.count < count { made.append(try spare.takeOrMake()) }
    device = made[count - 1]
    wrap = made[0]
    signing = token.map { .token($0.place) } ?? .here(made[1])
    tokenRequest = token?.request
  }

  /// What they ask for.
  /// - Throws: `LinkingError.requestRefused` for a name that is none; `GnuTLSError`.
  func requests(_ bench: Workbench, _ name: String?) throws -> LinkRequests {
    let signs: (request: CertificateRequest, algorithm: DeviceKeys.Signing)
    switch signing {
    case .here(let key): signs = (try SigningCertificate.request(for: key), .pss)
    case .token(let place):
      guard let tokenRequest else { throw APIError(.internalError, "a key on a token has no request") }
      signs = (tokenRequest, place.lacksPSS ? .pkcs1 : .pss)
    }
    return try LinkRequests(
      device: try CertificateRequest.make(for: device, commonName: CertificateIssuer.deviceName),
      signing: signs.request, wrap: try CertificateRequest.make(for: wrap, commonName: LinkRequests.wrapName),
      algorithm: signs.algorithm, name: name ?? bench.machineName, platform: MachinePlatform.text)
  }

  /// Their records.
  /// - Throws: `GnuTLSError`, `SystemError`.
  func rows(
    _ vault: KeyVault, signing certificate: Certificate, above rows: [StoredKey], now: UnixTime
  ) throws -> [StoredKey] {
    func next(_ purpose: KeyPurpose) -> Int {
      (rows.filter { $0.purpose == purpose }.map(\.generation).max() ?? 0) + 1
    }
    let signs: StoredKey
    switch signing {
    case .here(let key):
      signs = try vault.seal(
        key, purpose: .signing, generation: next(.signing), certificate: certificate, createdAt: now)
    case .token(let place):
      signs = .onToken(place, generation: next(.signing), certificate: certificate, createdAt: now)
    }
    return [signs, try vault.seal(wrap, purpose: .wrap, generation: next(.wrap), createdAt: now)]
  }

  /// What is kept of them until the account has answered.
  func pending(request: WrittenRequest? = nil, at now: UnixTime) -> PendingJoin {
    PendingJoin(
      device: device, wrap: wrap, signing: signing, request: request?.bytes ?? [], requestKey: request?.key,
      madeAt: now)
  }
}
