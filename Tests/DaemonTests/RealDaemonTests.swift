import Testing

/// Everything that runs real daemons. One after the other: each has workers that make keys and stretch passwords, and
/// several at a time only wait for each other.
@Suite(.serialized) struct RealDaemonTests {}
