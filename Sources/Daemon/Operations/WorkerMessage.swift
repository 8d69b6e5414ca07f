import DaemonAPI

/// What a worker tells the daemon.
enum WorkerMessage: Codable, Sendable {
  case progress(Progress)
  /// It waits at `socket` for these slots.
  case secretNeeded(slots: [SecretSlot], socket: String)
  /// It has found out which account it is about and must have it for itself; the daemon answers with `WorkerAnswer.claim`.
  case claim(account: String)
  /// It works with a PKCS#11 token; the daemon answers with `KeeperAnswer`.
  case token(TokenCall)
  /// `next`: it goes on with an operation of this kind on the same account; what it says from now on is about that one.
  case done(OperationResult, next: Operation.Kind?)
  case failed(ErrorReport)
  /// How far a link is; it waits for another device, or for digits.
  case link(LinkProgress)
  /// It has no way to the network of its own; the daemon answers with `MailAnswer`.
  case mail(MailErrand)
}

/// What the daemon tells a worker after its task.
enum WorkerAnswer: Codable, Sendable {
  /// To a claim: nil when it may go on.
  case claim(refusal: ErrorReport?)
  case token(KeeperAnswer)
  case mail(MailAnswer)
  /// What somebody typed.
  case digits(String)
}
