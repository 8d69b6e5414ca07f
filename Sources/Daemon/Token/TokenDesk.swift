import DaemonAPI
import FoundationEssentials
import GnuTLS
import Platform

/// What a keeper knows of its token, and how it answers.
struct TokenDesk {
  private let task: KeeperTask
  private var pin: Secret?
  /// Where the PIN is waited for.
  private var listener: (socket: LocalListener, seconds: Int)?
  /// The key's address and public half, once it was made, found or asked for.
  private var place: (url: TokenURL, key: PublicKey)?
  private var key: PrivateKey?
  private var isNew = false

  init(_ task: KeeperTask) { self.task = task }

  mutating func answer(_ request: KeeperRequest) throws -> KeeperAnswer {
    switch request {
    case .look:
      _ = try look()
      return .done
    case .listen(let path, let seconds):
      listener = (try LocalListener(path: path, backlog: 1), seconds)
      return .done
    case .make(let label, let commonName):
      return .made(try explained { desk throws(GnuTLSError) in try desk.make(label, commonName) })
    case .open(let spki):
      place = (try TokenURL(task.url), try PublicKey(spki: Array(spki)))
      _ = try explained { desk throws(GnuTLSError) in try desk.opened() }
      return .done
    case .sign(let message, let name):
      guard let algorithm = SignatureAlgorithm(rawValue: name) else {
        throw APIError(.internalError, "there is no algorithm \(name)")
      }
      return .signature(Data(try explained { desk throws(GnuTLSError) in try desk.sign(Array(message), algorithm) }))
    case .remove:
      if isNew, let place, let pin {
        close()
        try Token.removeKey(at: place.url, pin: pin)
      }
      return .done
    case .erase:
      try explained { desk throws(GnuTLSError) in try desk.erase() }
      return .done
    }
  }

  /// Waits for the PIN where that was asked for. What else comes over that socket, or nothing, leaves it without one.
  mutating func takePIN(unlessHungUp daemon: LocalSocket) {
    guard let (listener, seconds) = listener else { return }
    self.listener = nil
    pin = nil
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline, !daemon.isHungUp, pin == nil {
      do {
        let socket = try listener.accept(timeoutSeconds: 1)
        guard try PeerCredentials(of: socket.descriptor).isSameUser else { continue }
        if case .password(let secret)? = try SecretFrames.receive(from: socket)?[.tokenPIN] { pin = secret }
      } catch {
        continue  // nobody yet, or somebody who only looked
      }
    }
  }

  // MARK: The token

  private func look() throws(GnuTLSError) -> Token.State {
    let url = try TokenURL(task.url)
    let state = try Token.look(at: url)
    guard !state.isPINLocked else {
      throw GnuTLSError(
        told: .tokenPINLocked, reason: "the PIN of the token \(url.tokenName) is locked after too many wrong ones",
        hint: "its own tool sets a new PIN with the security officer's one or the PUK")
    }
    return state
  }

  private mutating func make(_ label: String, _ commonName: String) throws(GnuTLSError) -> KeeperKey {
    let (asked, pin) = (try TokenURL(task.url), try presentPIN())
    _ = try look()
    let url = try asked.namesKey ? Token.findKey(at: asked, pin: pin) : Token.makeKey(on: asked, pin: pin, label: label)
    isNew = !asked.namesKey
    do throws(GnuTLSError) {
      // From the token as it is after a fresh start: what cannot be found again is not there.
      close()
      let key = try PrivateKey(pkcs11URL: url.text, pin: pin)
      place = (url, key.publicKey)
      self.key = key
      guard key.publicKey.bits == 4096 else {
        throw unsuitable(url, "the key has \(key.publicKey.bits) bits, not 4096")
      }
      let lacksPSS = try !isWorking(key, .rsaPSSSHA256)
      if lacksPSS {
        guard try isWorking(key, .rsaSHA256) else { throw unsuitable(url, "its key makes no valid signature") }
      }
      let request = try CertificateRequest.make(for: key, commonName: commonName)
      return KeeperKey(url: url.text, request: Data(request.der), lacksPSS: lacksPSS)
    } catch {
      close()
      if isNew { try? Token.removeKey(at: url, pin: pin) }  // the first error is the one to tell
      throw error
    }
  }

  /// Whether the token can do it. One that cannot says so in many ways; one that is gone is told apart by looking.
  private func isWorking(_ key: PrivateKey, _ algorithm: SignatureAlgorithm) throws(GnuTLSError) -> Bool {
    do { return try key.isWorking(with: algorithm) } catch {
      _ = try look()
      return false
    }
  }

  private mutating func sign(
    _ message: [UInt8], _ algorithm: SignatureAlgorithm
  ) throws(GnuTLSError) -> [UInt8] {
    let isOpen = key != nil
    do throws(GnuTLSError) {
      return try opened().sign(message, with: algorithm)
    } catch {
      // It may have been out and be back. What was just opened is not tried twice.
      close()
      guard isOpen else { throw error }
      return try opened().sign(message, with: algorithm)
    }
  }

  private mutating func opened() throws(GnuTLSError) -> PrivateKey {
    if let key { return key }
    let pin = try presentPIN()
    guard let place else { throw unsuitable(try TokenURL(task.url), "no key on it was asked for") }
    do throws(GnuTLSError) {
      _ = try look()
      let found = try PrivateKey(pkcs11URL: place.url.text, pin: pin)
      guard found.publicKey == place.key else {
        throw GnuTLSError(
          told: .tokenUnavailable, reason: "another key than this account's is on the token \(place.url.tokenName)",
          hint: "put the right token in")
      }
      key = found
      return found
    } catch {
      close()
      throw error
    }
  }

  /// Only what it has seen to be the key that is meant.
  private mutating func erase() throws(GnuTLSError) {
    _ = try opened()
    guard let place else { throw Self.pinNeeded }
    let pin = try presentPIN()
    close()
    try Token.removeKey(at: place.url, pin: pin)
  }

  private mutating func close() {
    key = nil
    Token.unload()
  }

  private func presentPIN() throws(GnuTLSError) -> Secret {
    guard let pin else { throw Self.pinNeeded }
    return pin
  }

  /// A PIN that was wrong is forgotten, so that it is never tried twice.
  private mutating func explained<Result>(
    _ body: (inout TokenDesk) throws(GnuTLSError) -> Result
  ) throws(GnuTLSError) -> Result {
    do { return try body(&self) } catch {
      guard error.kind == .tokenPINWrong || error.kind == .tokenPINLocked else { throw error }
      pin = nil
      let state = try? Token.look(at: TokenURL(task.url))  // the first error is the one to tell
      guard error.kind == .tokenPINWrong, state?.isFinalTry == true else { throw error }
      throw GnuTLSError(told: .tokenPINWrong, reason: error.reason, hint: "one more wrong PIN locks the token")
    }
  }

  private func unsuitable(_ url: TokenURL, _ why: String) -> GnuTLSError {
    GnuTLSError(
      told: .tokenUnsuitable, reason: "the token \(url.tokenName) cannot be used: \(why)",
      hint: "the token has to make and use RSA keys of 4096 bits")
  }

  static let pinNeeded = GnuTLSError(
    told: .tokenPINNeeded, reason: "the signing key is on a token whose PIN is not here",
    hint: "`signet unlock` asks for it")
}
