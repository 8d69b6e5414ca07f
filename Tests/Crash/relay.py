#!/usr/bin/python3
"""Ends a relay with SIGKILL under load, again and again. After each: every packet that it acknowledged is there, once, by
recipient and by hash, and nothing is there that nobody sent.

  Tests/Crash/relay.py [--count 100] [--seed 1] [--store sqlite|redis|both]

With Redis its server is killed too, every other time.
"""

import argparse
import http.client
import json
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]
sys.dont_write_bytecode = True

from Harness.relay import REDIS, Redis, Relay, missing_relay, packet  # noqa: E402
from Harness.report import Report, cannot_run, check, check_equal  # noqa: E402

SENDERS = 8
RECIPIENTS = 16


class Load:
    """Senders that note what was acknowledged, and what was sent without an answer."""

    def __init__(self, port, label, dice):
        self.port, self.label = port, label
        self.acknowledged, self.open = [], []
        self.lock = threading.Lock()
        self.filler = "x" * dice.choice([10, 500, 5000, 50000])
        self.threads = [threading.Thread(target=self.send, args=(number,)) for number in range(SENDERS)]
        for thread in self.threads:
            thread.start()

    def send(self, sender):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        for number in range(100000):
            one = packet(f"r{number % RECIPIENTS}", f"{self.label} {sender} {number} {self.filler}")
            try:
                connection.request("POST", "/send", json.dumps(one))
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                with self.lock:
                    self.open.append(one)
                return
            with self.lock:
                (self.acknowledged if answer.status == 200 else self.open).append(one)
            if answer.status != 200:
                return

    def join(self):
        for thread in self.threads:
            thread.join()


class Killer:
    def __init__(self, kind, dice):
        self.kind, self.dice = kind, dice
        self.folder = tempfile.TemporaryDirectory(prefix="signet-k-")
        self.redis = None
        if kind == "redis":
            self.redis = Redis(self.folder.name)
            self.redis.start()
        self.relay = Relay(store=self.redis.store if self.redis else None, private=False)
        self.acknowledged, self.open = {}, {}
        self.total = 0

    def close(self):
        self.relay.__exit__()
        if self.redis:
            self.redis.kill()
        self.folder.cleanup()

    def run(self, number):
        self.relay.start()
        if number % 20 == 1:
            self.begin_anew()
        load = Load(self.relay.port, f"{self.kind} {number}", self.dice)
        time.sleep(self.dice.uniform(0.02, 0.6))
        if self.redis and number % 2:
            self.redis.kill()
            time.sleep(0.05)
        self.relay.kill()
        load.join()
        if self.redis and not self.redis.process:
            self.redis.start()
        for one in load.acknowledged:
            self.acknowledged[one["hash"]] = one
        for one in load.open:
            self.open[one["hash"]] = one
        self.total += len(load.acknowledged)
        self.relay.start()
        self.judge()
        self.relay.kill()
        return f"{len(load.acknowledged)} acknowledged, {len(load.open)} without an answer"

    def begin_anew(self):
        """Judging looks at everything, so everything is to stay small."""
        self.relay.kill()
        if self.redis:
            self.redis.kill()
            for path in Path(self.folder.name).glob("appendonlydir/*"):
                path.unlink()
            self.redis.start()
        else:
            for path in self.relay.folder.glob("packets.sqlite*"):
                path.unlink()
        self.acknowledged, self.open = {}, {}
        self.relay.start()

    def judge(self):
        found = {}
        for recipient in range(RECIPIENTS):
            for one in self.ask("/fetch", {"recipient": f"r{recipient}"})["messages"]:
                check(one["hash"] not in found, "a packet is there twice")
                found[one["hash"]] = one
        lost = [hash for hash in self.acknowledged if found.get(hash) != self.acknowledged[hash]]
        check_equal(len(lost), 0, f"acknowledged packets lost of {len(self.acknowledged)}")
        strange = [hash for hash, one in found.items() if one != self.acknowledged.get(hash, self.open.get(hash))]
        check_equal(strange, [], "packets that nobody sent")
        check_equal(sorted(self.ask("/sync/hashes", {"hashes": []})["hashes"]), sorted(found), "the hashes that it tells")

    def ask(self, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.relay.port, timeout=60)
        connection.request("POST", path, json.dumps(body))
        answer = connection.getresponse()
        text = answer.read()
        check_equal(answer.status, 200, f"the status of {path}")
        return json.loads(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", choices=["sqlite", "redis", "both"], default="both")
    parser.add_argument("--quiet", action="store_true", help="print failures only")
    arguments = parser.parse_args()
    missing = missing_relay() + ([] if REDIS or arguments.store == "sqlite" else ["redis-server"])
    if missing:
        cannot_run("the kill loop of the relay", missing)
    report = Report(quiet=arguments.quiet)
    total = 0
    for kind in ["sqlite", "redis"] if arguments.store == "both" else [arguments.store]:
        killer = Killer(kind, random.Random(arguments.seed))
        try:
            for number in range(1, arguments.count + 1):
                report.run(f"{kind} {number}", lambda number=number: killer.run(number))
        finally:
            killer.close()
        total += killer.total
    print(f"{total} packets acknowledged", flush=True)
    return report.end(with_skips=False)


if __name__ == "__main__":
    sys.exit(main())
