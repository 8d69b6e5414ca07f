/// Keys, contacts, groups, messages, relays and packets: one function a route, in the order of the OpenAPI file.
extension DaemonClient {
  public func keys(account id: String) async throws(ErrorReport) -> KeyList {
    try await send(.get, Self.path(account: id) + "/keys")
  }

  /// Makes the keys that are still missing.
  public func makeKeys(account id: String, _ request: KeysRequest) async throws(ErrorReport) -> Operation {
    try await send(.post, Self.path(account: id) + "/keys", body: request)
  }

  /// New receive and sync keys.
  public func rotateReceiveKey(account id: String, _ request: KeysRequest) async throws(ErrorReport) -> Operation {
    try await send(.post, Self.path(account: id) + "/keys/receive/rotation", body: request)
  }

  /// Another device, signing and wrap key for this device.
  public func rotateDeviceKeys(account id: String, _ request: KeysRequest) async throws(ErrorReport) -> Operation {
    try await send(.post, Self.path(account: id) + "/keys/device/rotation", body: request)
  }

  /// What another account key would take.
  public func accountRotation(account id: String) async throws(ErrorReport) -> AccountRotationReport {
    try await send(.get, Self.path(account: id) + "/keys/account/rotation")
  }

  /// Another account key.
  public func rotateAccountKey(
    account id: String, _ request: AccountRotationRequest
  ) async throws(ErrorReport) -> Operation {
    try await send(.post, Self.path(account: id) + "/keys/account/rotation", body: request)
  }

  public func agent(account id: String) async throws(ErrorReport) -> AgentStatus {
    try await send(.get, Self.path(account: id) + "/agent")
  }

  public func unlock(account id: String, _ request: KeysRequest) async throws(ErrorReport) -> Operation {
    try await send(.post, Self.path(account: id) + "/unlock", body: request)
  }

  public func invitation(account id: String) async throws(ErrorReport) -> InvitationAnswer {
    try await send(.get, Self.path(account: id) + "/invitation")
  }

  public func contacts(account id: String) async throws(ErrorReport) -> ContactList {
    try await send(.get, Self.path(account: id) + "/contacts")
  }

  /// Looks for the contact's card on the mesh too, for some seconds.
  public func addContact(account id: String, _ request: ContactRequest) async throws(ErrorReport) -> ContactDetails {
    try await send(.post, Self.path(account: id) + "/contacts", body: request, seconds: 60)
  }

  /// - Parameter contact: a Jami ID, the beginning of one, or a name; the same below.
  public func contact(account id: String, _ contact: String) async throws(ErrorReport) -> ContactDetails {
    try await send(.get, Self.path(account: id, contact: contact))
  }

  public func changeContact(
    account id: String, _ contact: String, _ change: ContactChange
  ) async throws(ErrorReport) -> ContactDetails {
    try await send(.patch, Self.path(account: id, contact: contact), body: change)
  }

  public func removeContact(account id: String, _ contact: String) async throws(ErrorReport) -> ContactDetails {
    try await send(.delete, Self.path(account: id, contact: contact))
  }

  public func safetyNumber(account id: String, _ contact: String) async throws(ErrorReport) -> SafetyNumber {
    try await send(.get, Self.path(account: id, contact: contact) + "/safety-number")
  }

  public func channels(account id: String) async throws(ErrorReport) -> ChannelList {
    try await send(.get, Self.path(account: id) + "/channels")
  }

  public func createChannel(account id: String, _ request: ChannelRequest) async throws(ErrorReport) -> ChannelDetails {
    try await send(.post, Self.path(account: id) + "/channels", body: request)
  }

  /// - Parameter channel: a UUID, or a name.
  public func changeChannel(
    account id: String, _ channel: String, _ change: ChannelChange
  ) async throws(ErrorReport) -> ChannelDetails {
    try await send(
      .patch, Self.path(account: id) + "/channels/" + Self.percentEncoded(channel), body: change)
  }

  public func sendMessage(account id: String, _ request: MessageRequest) async throws(ErrorReport) -> SentMessage {
    try await send(.post, Self.path(account: id) + "/messages", body: request, seconds: 60)
  }

  /// - Parameters:
  ///   - partner: a contact or a channel; nil for everything received.
  ///   - number: only messages that changed after it.
  public func messages(
    account id: String, with partner: String? = nil, after number: Int64 = 0, limit: Int = 100, unread: Bool = false
  ) async throws(ErrorReport) -> MessageList {
    var query = "?after=\(number)&limit=\(limit)"
    if let partner { query += "&with=" + Self.percentEncoded(partner) }
    if unread { query += "&unread=true" }
    return try await send(.get, Self.path(account: id) + "/messages" + query, seconds: 60)
  }

  /// Everything up to this number has been read.
  public func markRead(account id: String, upTo number: Int64) async throws(ErrorReport) -> MessageList {
    try await send(.post, Self.path(account: id) + "/messages/read?upTo=\(number)")
  }

  public func refusals(account id: String) async throws(ErrorReport) -> RefusalList {
    try await send(.get, Self.path(account: id) + "/refusals")
  }

  /// Looks at the relays now.
  public func fetch(account id: String) async throws(ErrorReport) -> FetchResult {
    try await send(.post, Self.path(account: id) + "/fetch", seconds: 60)
  }

  public func outbox(account id: String) async throws(ErrorReport) -> OutboxList {
    try await send(.get, Self.path(account: id) + "/outbox")
  }

  /// - Parameter probe: ask each relay anew.
  public func relays(account id: String, probe: Bool = false) async throws(ErrorReport) -> RelayList {
    try await send(.get, Self.path(account: id) + "/relays" + (probe ? "?probe=true" : ""), seconds: 60)
  }

  public func addRelay(account id: String, _ request: RelayRequest) async throws(ErrorReport) -> RelayEntry {
    try await send(.post, Self.path(account: id) + "/relays", body: request, seconds: 60)
  }

  public func removeRelay(account id: String, url: String) async throws(ErrorReport) -> RelayEntry {
    try await send(.delete, Self.path(account: id) + "/relays?url=" + Self.percentEncoded(url))
  }

  public func seal(account id: String, _ request: PacketRequest) async throws(ErrorReport) -> PacketAnswer {
    try await send(.post, Self.path(account: id) + "/packets", body: request, seconds: 60)
  }

  /// Opens a packet and says what is to be thought of it; nothing is taken in.
  public func open(account id: String, _ packet: PacketBody) async throws(ErrorReport) -> PacketReading {
    try await send(.post, Self.path(account: id) + "/packets/open", body: packet)
  }

  public func inspect(_ packet: PacketBody) async throws(ErrorReport) -> PacketOutline {
    try await send(.post, "/v1/packets/inspect", body: packet)
  }

  private static func path(account: String, contact: String) -> String {
    path(account: account) + "/contacts/" + percentEncoded(contact)
  }
}
