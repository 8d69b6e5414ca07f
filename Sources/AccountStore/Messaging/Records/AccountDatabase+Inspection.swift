extension AccountDatabase {
  /// Reads every record of messaging once, so that what is damaged is noticed.
  func inspectMessaging() throws {
    try check(StoredPeer.self)
    try check(StoredChannel.self)
    try check(StoredMessage.self)
    try check(ReadMark.self)
    try check(HeldPacket.self)
    try check(RefusedPacket.self)
    try check(SeenPacket.self)
    try check(OutboxEntry.self)
    try check(StoredDraft.self)
    try check(StoredRelay.self)
    try check(RelayCursor.self)
    try check(StoredSetting.self)
    try check(StoredCounter.self)
  }
}
