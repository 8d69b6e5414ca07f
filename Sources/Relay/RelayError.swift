import Platform

/// A relay could not do what it was asked, or could not start.
public typealias RelayError = RoomError<RelayErrorCode>

/// The codes of `RelayError`.
public enum RelayErrorCode: String, Sendable, CaseIterable {
  /// The request is larger than is taken.
  case bodyTooLarge
  /// The request's head is not HTTP, or larger than is taken.
  case requestRefused
  /// The request did not arrive in time.
  case requestTooSlow
  /// There is no such route.
  case routeNotFound
  /// The route exists, its method does not.
  case methodNotAllowed
  /// The packet was here and its time is over; it is not taken again.
  case packetExpired
  /// As many packets with this message are stored as are kept of one.
  case variantsFull
  /// The store is full.
  case storeFull
  /// The source has used up its share of what is free.
  case sourceFull
  /// The source has stored as much for this recipient as one source may.
  case sourceRecipientFull
  /// The store refused or cannot be reached.
  case storeFailed
  /// More is under way than fits; try again.
  case relayBusy
  /// The relay is ending.
  case relayStopping
  /// The relay was asked by itself, under an address that it did not know to be its own.
  case ownRequest
  /// Another process has this store.
  case storeInUse
  /// The store's address is none that is known.
  case storeUnknown
  /// The TLS certificate, its key, or the authorities that are to be trusted cannot be used.
  case tlsUnusable
  /// The address to listen on cannot be had.
  case listenFailed
  /// A fault of ours.
  case internalError
}
