"""How relays agree on what they have: the plain exchange, and reconciliation."""

import json
import statistics
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from Harness.relay import Relay

from . import machine, packets
from .report import judge, paired

STORED = 10_000


def load(relay, folder, count):
    requests = Path(folder) / "sends"
    packets.write_sends(requests, count, packets.recipients(200))
    machine.load(relay.port, 64, count, requests)


def hashes_of(relay):
    return json.loads(urllib.request.urlopen(relay.url + "/sync/hashes", b'{"hashes":[]}').read())["hashes"]


def hashes(rounds):
    """10,000 hashes told to a relay that has 10,000: the same ones, as in a mesh at rest, and all others."""
    with tempfile.TemporaryDirectory(prefix="signet-sync-") as folder, Relay(private=False) as relay:
        folder = Path(folder)
        load(relay, folder, STORED)
        same = hashes_of(relay)
        if len(same) != STORED:
            sys.exit(f"the relay tells {len(same)} hashes instead of {STORED}")
        other = [one[::-1] for one in same]
        for name, told in ("the same", same), ("all others", other):
            body = json.dumps({"hashes": told}, separators=(",", ":")).encode()
            (folder / "body").write_bytes(body)
            packets.write_requests(folder / "sync", [packets.request("/sync/hashes", body)])
            ours, theirs = [], []
            for number in range(max(6, rounds)):
                def ask():
                    before = machine.cpu_seconds(relay.process.pid)
                    machine.load(relay.port, 2, 40, folder / "sync")
                    return (machine.cpu_seconds(relay.process.pid) - before) / 40

                def decode():
                    return statistics.median(
                        machine.last_line([machine.OWN / "measure", "decode", folder / "body", 40])["seconds"])

                for part in (ask, decode) if number % 2 else (decode, ask):
                    (ours if part is ask else theirs).append(part())
            paired(f"/sync/hashes, {STORED} told and {name} stored : Foundation decoding it", ours, theirs, 2)


def reconciliation(rounds):
    """100 differences between two stores, by the relay's own code in one process."""
    told = {}
    for stored, times in (1_000, 200), (10_000, 100), (100_000, 60), (1_000_000, 30):
        told[stored] = machine.last_line([machine.OWN / "measure", "reconcile", stored, times])
    bytes_ = {stored: one["bytes"] for stored, one in told.items()}
    cpu = {stored: statistics.median(one["seconds"]) for stored, one in told.items()}
    many = told[100_000]
    judge("reconciling 100,000 with 100 differences, bytes : the plain exchange", many["bytes"] / many["plain"], 0.02,
          f"{many['bytes']} and {many['plain']} bytes")
    judge("the same, bytes at 100,000 stored : at 1,000", bytes_[100_000] / bytes_[1_000], 5,
          f"{bytes_[100_000]} and {bytes_[1_000]} bytes")
    # Logarithmic: from where the differences lie far apart on, each tenfold adds as much as the tenfold before it, and
    # not ten times as much.
    steps = [cpu[100_000] - cpu[10_000], cpu[1_000_000] - cpu[100_000]]
    judge("the same, processor time that a tenfold store adds : that the tenfold before added", steps[1] / steps[0], 2.5,
          "both sides: " + ", ".join(f"{cpu[stored] * 1e3:.2f} ms at {stored}" for stored in sorted(cpu)))


def metric(relay, name):
    text = urllib.request.urlopen(relay.url + "/metrics").read().decode()
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith(f"signet_relay_{name} "))


def convergence(_):
    """Two relays with 10,000 packets each and none in common, made peers of each other."""
    interval = 30
    with tempfile.TemporaryDirectory(prefix="signet-sync-") as folder, \
            Relay("--sync-interval", str(interval)) as first, Relay("--sync-interval", str(interval)) as second:
        for relay in first, second:
            load(relay, folder, STORED)
        first.end()
        first.options += ["--peer", second.url]
        first.start()
        end = time.monotonic() + 10 * interval
        while not all(metric(relay, "packets") == 2 * STORED for relay in (first, second)):
            if time.monotonic() > end:
                sys.exit(f"two relays did not converge in {10 * interval} seconds")
            time.sleep(0.1)
        # A pass counts when it is over, and the one that brought the last packet may still be under way.
        time.sleep(3)
        passes = max(metric(relay, "syncs_total") + metric(relay, "sync_failures_total") for relay in (first, second))
        judge(f"passes until two relays with {STORED} packets each, none in common, have all", passes, 2,
              "the one of the two relays that made more")
        if any(len(set(hashes_of(relay))) != 2 * STORED for relay in (first, second)):
            sys.exit("the relays say that they have converged, and have not")
