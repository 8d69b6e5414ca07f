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
      /// Base64url; nil for one that is refused.
      var nonce: String?
      /// Nil for one that is refused.
      var name: String?
      /// Jami IDs of the members, sorted; nil for one that is refused.
      var members: [String]?
    }

    /// A first statement about a channel.
    struct Claim: Codable {
      struct Author: Codable {
        /// Jami ID in hex.
        var id: String
        /// Fingerprint: base64url of SHA-256.
        var account: String
      }

      var name: String
      var author: Author
      /// UUID, in either case.
      var channel: String
      var content: String
      /// Why a reader refuses it; nil for one that is taken in.
      var refused: String?
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
    var claims: [Claim]
    var files: [Links]
  }
}
