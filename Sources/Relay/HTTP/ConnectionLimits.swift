import NIOCore

/// What one connection may cost.
public struct ConnectionLimits: Sendable {
  /// From the first moment of a connection until its first request's head is whole.
  public var headSeconds: Int64 = 10
  /// From a head to the end of its body.
  public var bodySeconds: Int64 = 60
  /// Between two requests.
  public var idleSeconds: Int64 = 60
  /// For the client to take an answer, or a page of it.
  public var writeSeconds: Int64 = 60
  /// Bytes of a request's head, and of one field, and how many fields.
  public var headBytes = 32 << 10
  public var fieldBytes = 16 << 10
  public var fields = 64
  /// Connections at a time. One more closes the oldest that is not being answered.
  public var connections = 16_384
  /// Bytes of bodies that are under way on all connections together.
  public var bodyBytes = 256 << 20
  /// Requests that wait for a packet at a time.
  public var waiting = 4096

  public init() {}

  /// Bytes that are read and thrown away after a refusal, so that the client gets to see it.
  static let drainBytes = 16 << 20
  static let drainSeconds: Int64 = 5
}
