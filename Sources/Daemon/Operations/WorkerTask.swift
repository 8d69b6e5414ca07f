import DaemonAPI

/// What a worker is to do: the first message that it gets. Nothing secret is in it.
struct WorkerTask: Codable, Sendable {
  enum Work: Codable, Sendable {
    case create(CreateRequest)
    case backup(account: String, request: BackupRequest)
    case restore(RestoreRequest)
    case passwordChange(account: String, request: PasswordRequest)
    case renewal(account: String, device: String, request: RenewalRequest)
    case revocation(account: String, device: String, request: RevocationRequest)
    case receiveRotation(account: String, request: KeysRequest)
    case accountRotation(account: String, request: AccountRotationRequest)
    case deviceRotation(account: String, request: KeysRequest)
    case keys(account: String, request: KeysRequest)
    case unlock(account: String, request: KeysRequest = KeysRequest())
    case kit(account: String, request: KitRequest)
    case rehearsal(account: String, request: RehearsalRequest)
    case recovery(account: String?)
    case spareKey
    case certificates(account: String)
    case statement(account: String, request: StatementRequest)
    /// - isAsked: whether a person asked for it.
    case destruction(account: String, request: DestructionRequest = DestructionRequest(), isAsked: Bool)
    case join(JoinRequest)
    case link(account: String, request: LinkRequest)

    var kind: Operation.Kind {
      switch self {
      case .create: .create
      case .backup: .backup
      case .restore: .restore
      case .passwordChange: .passwordChange
      case .renewal: .deviceRenewal
      case .revocation: .deviceRevocation
      case .receiveRotation: .receiveRotation
      case .accountRotation: .accountRotation
      case .deviceRotation: .deviceRotation
      case .keys: .keyMaking
      case .unlock: .unlock
      case .kit: .recoveryKit
      case .rehearsal: .recoveryRehearsal
      case .recovery: .recovery
      case .spareKey: .spareKey
      case .certificates: .certificateInstall
      case .destruction: .keyDestruction
      case .statement: .logStatement
      case .join: .deviceJoin
      case .link: .deviceLink
      }
    }

    /// The account it works on, where that is known before it begins.
    var account: String? {
      switch self {
      // A link waits for a person: its worker claims the account once the digits are right.
      case .create, .restore, .spareKey, .join, .link: nil
      case .backup(let account, _), .passwordChange(let account, _), .renewal(let account, _, _),
        .revocation(let account, _, _), .receiveRotation(let account, _), .keys(let account, _),
        .accountRotation(let account, _), .deviceRotation(let account, _),
        .unlock(let account, _), .kit(let account, _), .rehearsal(let account, _):
        account
      case .recovery(let account): account
      case .certificates(let account), .destruction(let account, _, _), .statement(let account, _): account
      }
    }
  }

  let dataFolder: String
  /// Where the secret socket is made.
  let runtimeFolder: String
  /// How long to wait for secrets.
  let secretSeconds: Int
  let work: Work
}
