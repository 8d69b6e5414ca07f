extension Vectors {
  /// The file `conversations.json`.
  struct Conversations: Codable {
    struct Pair: Codable {
      /// Two fingerprints of accounts: base64url of SHA-256.
      var accounts: [String]
      /// UUID of the direct channel.
      var channel: String
      /// 60 digits.
      var safetyNumber: String
    }

    struct Group: Codable {
      /// Of a message of the type `SIGNET-CHANNEL`.
      var content: String
      /// Nil for one that is refused.
      var name: String?
      /// Jami IDs of the members, sorted; nil for one that is refused.
      var members: [String]?
    }

    struct Links: Codable {
      var text: String
      /// `name url`, with `!` before it for an image.
      var links: [String]
      /// Of each link; empty where it names none.
      var digests: [String]
    }

    var pairs: [Pair]
    var groups: [Group]
    var files: [Links]
  }
}
