/// Why a revocation list that is believed does not vouch for the certificates that it does not name.
public typealias RevocationListReservation = Failed<ListReservationName>

/// The names of these policies, as they are told and stored.
public enum ListReservationName: String, Sendable, Codable, CaseIterable {
  /// It has a number, in the form that RFC 5280 §5.2.3 wants, and none higher was seen before.
  case number
  /// It is not dated in the future.
  case notAhead
  /// The time for which it was made is not over.
  case inDate
}
