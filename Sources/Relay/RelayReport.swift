import Jasper
import Platform
import Synchronization

/// What `/status` says.
enum RelayReport {
  static func status(
    database: PacketDatabase, mesh: Mesh, registry: ConnectionRegistry, limits: ConnectionLimits, rules: PacketRules,
    startedAt: UnixTime
  ) -> RelayStatus {
    let now = database.clock.now()
    let (packets, bytes, recipients) = database.look { ($0.entries.count, $0.ledger.total, $0.byRecipient.count) }
    let full = Double(bytes) / Double(max(1, rules.capacity))
    let crowded = Double(registry.count) / Double(max(1, limits.connections))
    var warnings = database.warnings()
    if full > 0.9 { warnings.append("the store is nearly full") }
    let load = min(1, max(full > 0.9 ? full : 0, crowded, database.load))
    return RelayStatus(
      software: "signet-relay", version: SignetVersion.text, health: warnings.isEmpty ? "ok" : "degraded",
      load: (load * 1000).rounded() / 1000, uptimeSeconds: now.seconds - startedAt.seconds, packets: packets,
      bytes: bytes, recipients: recipients, retentionSeconds: rules.retention,
      capabilities: ["cursor", "reconcile", "wait"], peers: mesh.report(at: now), warnings: warnings)
  }
}
