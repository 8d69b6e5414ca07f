import Identity

/// Whose key signs.
enum Signer: Hashable {
  case account, recovery
  case device(FakeDevice)
  case key(FakeKey, StatementSignature.Role)
}

extension LogWorld {
  /// The author's next number and its last statement, as this log has them.
  func next(_ author: FakeDevice) -> (number: UInt64, predecessor: StatementHash?) {
    let last = log.entries.values.filter { $0.statement.author == .device(author.id) }
      .max { ($0.statement.number, $0.statement.id) < ($1.statement.number, $1.statement.id) }
    return (number: (last?.statement.number ?? 0) + 1, predecessor: last?.statement.id)
  }

  /// A statement on all heads of this log.
  /// - Parameter heads: others, for one that is dated back.
  func statement(
    _ content: StatementContent, by author: FakeDevice?, signed: Set<Signer>, heads: [StatementHash]? = nil,
    isRecoverys: Bool = false, place: (number: UInt64, predecessor: StatementHash?)? = nil
  ) throws -> SignedStatement {
    let place = place ?? author.map(next)
    let statement = try Statement(
      account: account, author: author.map { .device($0.id) } ?? (isRecoverys ? .recovery : .account),
      number: place?.number ?? 0, predecessor: place?.predecessor, heads: heads ?? log.heads, content: content)
    return try SignedStatement(
      statement,
      signatures: signed.map { signer in
        switch signer {
        case .account: accountKey.sign(statement, as: .account)
        case .recovery: recoveryKey.sign(statement, as: .recovery)
        case .device(let device): device.signing.sign(statement, as: .device)
        case .key(let key, let role): key.sign(statement, as: role)
        }
      })
  }

  /// As a full device says it.
  func said(_ content: StatementContent, by author: FakeDevice, heads: [StatementHash]? = nil) throws -> SignedStatement
  {
    try statement(content, by: author, signed: [.account, .device(author)], heads: heads)
  }

  func approval(
    of device: FakeDevice, by author: FakeDevice, role: DeviceRole = .full, heads: [StatementHash]? = nil
  ) throws -> SignedStatement {
    try said(
      .deviceAdded(AddedDevice(keys: device.keys(), role: role, method: .approved, approver: author.id)), by: author,
      heads: heads)
  }

  /// As a device says it that restored the archive.
  func ownAddition(
    _ device: FakeDevice, method: AddedDevice.Method = .archive, heads: [StatementHash]? = nil
  ) throws -> SignedStatement {
    try statement(
      .deviceAdded(AddedDevice(keys: device.keys(), role: .full, method: method)), by: device,
      signed: [.account, .device(device)], heads: heads, place: (1, nil))
  }

  func revoked(_ device: FakeDevice, last: StatementHash? = nil) throws -> StatementContent {
    .deviceRevoked(try RevokedDevice(device: device.id, keys: device.keyIDs, reason: .stolen, lastAccepted: last))
  }

  /// As a full device says it, with the account key.
  func revocation(
    of device: FakeDevice, by author: FakeDevice, heads: [StatementHash]? = nil
  ) throws -> SignedStatement {
    try said(revoked(device), by: author, heads: heads)
  }

  /// From a backup, on a bare machine.
  func namelessRevocation(of device: FakeDevice, heads: [StatementHash]? = nil) throws -> SignedStatement {
    try statement(revoked(device), by: nil, signed: [.account], heads: heads)
  }

  func recoverys(
    _ content: StatementContent, with more: Set<Signer> = [], heads: [StatementHash]? = nil
  ) throws -> SignedStatement {
    try statement(content, by: nil, signed: more.union([.recovery]), heads: heads, isRecoverys: true)
  }

  /// - Parameter new: the account key to come.
  func succession(
    to new: FakeKey, rank: Succession.Rank, by author: FakeDevice? = nil, recovery: KeyID? = nil
  ) throws -> SignedStatement {
    var signers: Set<Signer> = [.key(new, .successor)]
    if rank != .newAndRecovery { signers.insert(.account) }
    if rank != .oldAndNew { signers.insert(.recovery) }
    if let author { signers.insert(.device(author)) }
    return try statement(
      .succession(Succession(new: Self.fingerprint(new), recovery: recovery)), by: author, signed: signers,
      isRecoverys: author == nil)
  }
}
