import Jasper

/// What is to be done for a canary now.
public enum CanaryTask: Sendable, Hashable {
  /// Ask `server` for the packet by its hash. Found only when the packet that comes is the canary, byte for byte.
  case look(ItemID, at: ServerAddress)
  /// Send the packet to `server`, to see whether it is missing there because it is refused.
  case offer(ItemID, to: ServerAddress)
}

/// What a server said to a look.
public enum LookOutcome: Sendable, Equatable {
  case found, missing
  /// It was not reached, or refused to answer (429, 5xx).
  case noAnswer
}

/// What a server said to a packet.
public enum SendOutcome: Sendable, Equatable {
  /// 200: it answers for the packet from now on.
  case accepted
  /// 4xx or 507: an honest refusal.
  case refused
  case noAnswer
}
