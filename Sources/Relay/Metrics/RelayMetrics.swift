import Jasper
import Synchronization

/// What a relay counts about itself.
final class RelayMetrics: Sendable {
  let stored = Atomic<Int>(0)
  let rejected = Atomic<Int>(0)
  let fetches = Atomic<Int>(0)
  let badRequests = Atomic<Int>(0)
  let pushed = Atomic<Int>(0)
  let pushesDropped = Atomic<Int>(0)
  let pulled = Atomic<Int>(0)
  let syncs = Atomic<Int>(0)
  let syncFailures = Atomic<Int>(0)
  let canaryLosses = Atomic<Int>(0)
  /// Microseconds from a packet's check to its answer, all added up.
  private let commitMicroseconds = Atomic<Int>(0)

  func sent(_ refusal: RelayError?, seconds: Duration) {
    if refusal == nil { stored.add(1, ordering: .relaxed) } else { rejected.add(1, ordering: .relaxed) }
    let parts = seconds.components
    commitMicroseconds.add(
      Int(parts.seconds) * 1_000_000 + Int(parts.attoseconds / 1_000_000_000_000), ordering: .relaxed)
  }

  func fetched() { fetches.add(1, ordering: .relaxed) }

  func refused(status: Int) { badRequests.add(1, ordering: .relaxed) }

  /// Prometheus' text format, version 0.0.4.
  func text(_ status: RelayStatus) -> String {
    var text = ""
    func line(_ name: String, _ kind: String, _ help: String, _ value: String) {
      text +=
        "# HELP signet_relay_\(name) \(help)\n# TYPE signet_relay_\(name) \(kind)\nsignet_relay_\(name) \(value)\n"
    }
    func counter(_ name: String, _ help: String, _ value: borrowing Atomic<Int>) {
      line(name, "counter", help, "\(value.load(ordering: .relaxed))")
    }
    line("packets", "gauge", "Packets stored.", "\(status.packets)")
    line("bytes", "gauge", "Bytes that they take.", "\(status.bytes)")
    line("recipients", "gauge", "Recipients that something is stored for.", "\(status.recipients)")
    line("peers", "gauge", "Servers known.", "\(status.peers.count)")
    line("load", "gauge", "0 for idle to 1 for as much as it takes.", "\(status.load)")
    line("uptime_seconds", "gauge", "Seconds since it started.", "\(status.uptimeSeconds)")
    counter("sends_total", "Packets acknowledged, duplicates among them.", stored)
    counter("sends_refused_total", "Packets refused for want of room, time or the store.", rejected)
    counter("bad_requests_total", "Requests that were not what the protocol says.", badRequests)
    counter("fetches_total", "Fetches answered.", fetches)
    counter("pushed_total", "Packets pushed to peers.", pushed)
    counter("pushes_dropped_total", "Packets left to the next sync, because a peer was slow or gone.", pushesDropped)
    counter("pulled_total", "Packets fetched from peers.", pulled)
    counter("syncs_total", "Syncs with peers that came to their end.", syncs)
    counter("sync_failures_total", "Syncs with peers that did not.", syncFailures)
    counter("canary_losses_total", "Canaries that peers swallowed.", canaryLosses)
    let seconds = Double(commitMicroseconds.load(ordering: .relaxed)) / 1_000_000
    line("commit_seconds_total", "counter", "Seconds that packets waited for the disk, added up.", "\(seconds)")
    return text
  }
}
