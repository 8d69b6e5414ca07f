/// The tables of messaging: migration 3. A migration that was ever shipped is never changed.
///
/// What may be long is last: SQLite reads past it to reach what stands behind.
enum MessagingSchema {
  static let tables = [people, messages, inbound, outbox, mesh].joined(separator: "\n")

  private static let people = """
    CREATE TABLE peer (
      peerId TEXT PRIMARY KEY NOT NULL,
      name TEXT,
      accountKey BLOB,
      pin TEXT,
      genesis BLOB,
      otherGenesis BLOB,
      isInvited INTEGER NOT NULL,
      receiveKey TEXT,
      generation INTEGER NOT NULL,
      relays TEXT NOT NULL,
      cardIssued INTEGER,
      cardPacket BLOB,
      cardSeenAt INTEGER,
      cardTriedAt INTEGER,
      verifiedAt INTEGER,
      certificates TEXT NOT NULL,
      createdAt INTEGER NOT NULL
    );
    CREATE INDEX peer_pin ON peer (pin);
    CREATE TABLE channel (
      channelId TEXT PRIMARY KEY NOT NULL,
      name TEXT NOT NULL,
      owner TEXT NOT NULL,
      ownerId TEXT NOT NULL,
      members TEXT NOT NULL,
      version INTEGER NOT NULL,
      statement BLOB NOT NULL,
      isLeft INTEGER NOT NULL
    );
    """

  /// REPLACE counts as a deletion because connections are opened with `recursive_triggers`.
  private static let messages = """
    CREATE TABLE message (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      author TEXT NOT NULL,
      authorId TEXT NOT NULL,
      channel TEXT NOT NULL,
      peer TEXT,
      type TEXT NOT NULL,
      messageId TEXT NOT NULL,
      timestamp INTEGER NOT NULL,
      jti BLOB NOT NULL,
      receivedAt INTEGER NOT NULL,
      hash TEXT NOT NULL,
      isOwn INTEGER NOT NULL,
      revocationAge INTEGER,
      notes TEXT NOT NULL,
      content TEXT NOT NULL,
      UNIQUE (author, jti)
    );
    CREATE INDEX message_name ON message (author, channel, messageId, timestamp, jti) WHERE type = 'MESSAGE';
    CREATE INDEX message_peer ON message (peer) WHERE peer IS NOT NULL;
    CREATE INDEX message_group ON message (channel) WHERE peer IS NULL;
    CREATE TRIGGER message_is_never_changed BEFORE UPDATE ON message
    BEGIN SELECT RAISE(ABORT, 'message entries are never changed'); END;
    CREATE TRIGGER message_is_never_deleted BEFORE DELETE ON message
    BEGIN SELECT RAISE(ABORT, 'message entries are never deleted'); END;
    CREATE TABLE readMark (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      number INTEGER NOT NULL
    );
    """

  private static let inbound = """
    CREATE TABLE heldPacket (
      hash TEXT PRIMARY KEY NOT NULL,
      until INTEGER NOT NULL,
      author TEXT NOT NULL,
      receivedAt INTEGER NOT NULL,
      packet BLOB NOT NULL
    );
    CREATE INDEX heldPacket_until ON heldPacket (until);
    CREATE INDEX heldPacket_author ON heldPacket (author);
    CREATE TABLE refusedPacket (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      hash TEXT NOT NULL,
      at INTEGER NOT NULL,
      claimed TEXT,
      failures TEXT NOT NULL
    );
    CREATE TABLE seenPacket (
      hash TEXT PRIMARY KEY NOT NULL,
      at INTEGER NOT NULL
    );
    CREATE INDEX seenPacket_at ON seenPacket (at);
    """

  private static let outbox = """
    CREATE TABLE outbox (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      packetHash TEXT NOT NULL,
      recipient TEXT NOT NULL,
      peer TEXT,
      kind TEXT NOT NULL,
      jti BLOB,
      createdAt INTEGER NOT NULL,
      notBefore INTEGER NOT NULL,
      attempts INTEGER NOT NULL,
      state TEXT NOT NULL,
      sentThrough TEXT,
      tried TEXT NOT NULL,
      sentAt INTEGER,
      confirmedAt INTEGER,
      lastError TEXT,
      expiresAt INTEGER NOT NULL,
      packet BLOB NOT NULL
    );
    CREATE INDEX outbox_due ON outbox (notBefore) WHERE state IN ('queued', 'sent');
    CREATE INDEX outbox_jti ON outbox (jti) WHERE jti IS NOT NULL;
    """

  private static let mesh = """
    CREATE TABLE relay (
      url TEXT PRIMARY KEY NOT NULL,
      origin TEXT NOT NULL,
      addedAt INTEGER NOT NULL,
      isRemoved INTEGER NOT NULL,
      successes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      losses INTEGER NOT NULL,
      score REAL NOT NULL,
      scoredAt INTEGER,
      load REAL,
      lastTriedAt INTEGER,
      lastAnsweredAt INTEGER,
      failingSince INTEGER,
      learnedFrom TEXT,
      capabilities TEXT NOT NULL,
      lastError TEXT
    );
    CREATE TABLE cursor (
      relay TEXT NOT NULL,
      recipient TEXT NOT NULL,
      position INTEGER NOT NULL,
      PRIMARY KEY (relay, recipient)
    );
    CREATE TABLE setting (
      name TEXT PRIMARY KEY NOT NULL,
      value TEXT NOT NULL
    );
    CREATE TABLE counter (
      name TEXT PRIMARY KEY NOT NULL,
      value INTEGER NOT NULL
    );
    """
}
