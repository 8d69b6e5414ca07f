"""The files of a relay that stores its packets in SQLite."""

import concurrent.futures
import http.client
import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from Harness.relay import Relay, missing_relay, packet  # noqa: E402

pytestmark = pytest.mark.skipif(bool(missing_relay()), reason="signet-relay is not built")


def send(relay, sender, count):
    connection = http.client.HTTPConnection("127.0.0.1", relay.port, timeout=60)
    for number in range(count):
        body = json.dumps(packet(f"r{sender}", f"{sender} {number} " + "x" * 50_000))
        connection.request("POST", "/send", body)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        answer.read()


def test_the_write_ahead_log_stays_short_while_packets_come():
    with Relay(private=False) as relay:
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for done in [pool.submit(send, relay, sender, 200) for sender in range(8)]:
                done.result()
        log = relay.folder / "packets.sqlite-wal"
        # 80 MB went through it. It is moved to the database from 4 MiB on, beside what comes meanwhile.
        assert log.stat().st_size < 40 << 20
        assert (relay.folder / "packets.sqlite").stat().st_size > 40 << 20
        relay.kill()
        relay.start()
        assert sum(len(relay.ask("/fetch", {"recipient": f"r{sender}"})["messages"]) for sender in range(8)) == 1600
