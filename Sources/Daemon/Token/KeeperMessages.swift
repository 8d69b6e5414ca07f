import DaemonAPI
import FoundationEssentials

/// What a token's keeper is for: its first message.
struct KeeperTask: Codable, Sendable {
  /// Of the token, or of one key on it (`TokenURL`).
  let url: String
}

/// What a token's keeper is asked. The PIN is in none of these: it comes over a one-use socket.
enum KeeperRequest: Codable, Sendable {
  /// Whether the token is there and takes a PIN.
  case look
  /// To wait for the PIN at a one-use socket. Answered as soon as it listens there.
  case listen(socket: String, seconds: Int)
  /// To make a key, or to find the one that the task's address names, and to ask for a certificate of it.
  case make(label: String, commonName: String)
  /// To get hold of the key with this SubjectPublicKeyInfo, where the task's address says.
  case open(spki: Data)
  /// A signature, by the name of a `SignatureAlgorithm`.
  case sign(Data, algorithm: String)
  /// To take a key that it has made off the token again.
  case remove
  /// To take the key that it has opened off the token.
  case erase
}

enum KeeperAnswer: Codable, Sendable {
  case done
  case made(KeeperKey)
  case signature(Data)
  case failed(ErrorReport)
}

/// A key on a token that a keeper made or found.
struct KeeperKey: Codable, Sendable {
  /// Its address.
  let url: String
  /// DER of the certificate request, signed by the key.
  let request: Data
  let lacksPSS: Bool
}

/// What a worker asks of the daemon about a token. The daemon starts the keeper and passes on what the two say.
enum TokenCall: Codable, Sendable {
  /// To start a keeper for the token at this address.
  case begin(url: String)
  /// To ask the keeper.
  case ask(KeeperRequest)
  /// To keep the keeper: from now on it signs for this account.
  case adopt(account: String)
  /// Whether there is a keeper that signs for the account, by this signing key.
  case has(account: String, key: String)
  /// A signature by that one.
  case sign(account: String, key: String, Data, algorithm: String)
  /// To take that key off its token, by the keeper that signs by it.
  case erase(account: String, key: String)
}
