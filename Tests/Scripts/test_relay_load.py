"""Ten thousand connections that give a relay next to nothing to do, and next to nothing to go by."""

import http.client
import json
import resource
import selectors
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from Harness.relay import Relay, missing_relay, packet  # noqa: E402

pytestmark = pytest.mark.skipif(bool(missing_relay()), reason="signet-relay is not built")

WANTED = 10_000
HEAD = b"GET /status HTTP/1.1\r\nHost: slow.example\r\nX-Field: " + b"x" * 1000
# For everything else that the two processes have open.
OTHERS = 300


def raise_limit():
    """As many open files as this user may have; the relay inherits it, and raises its own as well."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = WANTED + 2000 if hard == resource.RLIM_INFINITY else min(hard, WANTED + 2000)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
    return min(WANTED, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - OTHERS)


class Crowd:
    """Connections that each drip a byte of a head a second, from a thread of their own, until the relay closes them."""

    def __init__(self, relay, count):
        self.relay, self.count = relay, count
        self.sockets, self.opened, self.closed = [], 0, 0
        self.stop = threading.Event()
        self.full = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()
        for each, _ in self.sockets:
            each.close()

    def open(self):
        each = socket.socket()
        each.setblocking(False)
        each.connect_ex((self.relay.host, self.relay.port))
        self.sockets.append([each, 0])
        self.opened += 1

    def drip(self):
        kept = []
        for entry in self.sockets:
            each, position = entry
            try:
                each.send(HEAD[position:position + 1])
                entry[1] += 1
                kept.append(entry)
            except BlockingIOError:
                kept.append(entry)  # it is still being connected
            except OSError:
                each.close()
                self.closed += 1
        self.sockets = kept

    def run(self):
        while not self.stop.is_set():
            begin = time.monotonic()
            self.drip()
            # Not all at once: the queue of the listening socket is not that long, and that is not what is tested.
            for _ in range(min(2000, self.count - self.opened)):
                self.open()
                if self.opened % 100 == 0:
                    time.sleep(0.005)
            if self.opened >= self.count:
                self.full.set()
            self.stop.wait(max(0, 1 - (time.monotonic() - begin)))


def ask(relay, path, body):
    """The JSON of a 200, however long it takes: how busy the machine is is not what is tested."""
    client = http.client.HTTPConnection(relay.host, relay.port, timeout=300)
    client.request("POST", path, json.dumps(body))
    answer = client.getresponse()
    text = answer.read()
    client.close()
    assert answer.status == 200, text
    return json.loads(text)


def test_ten_thousand_slow_connections_hinder_nobody():
    count = raise_limit()
    if count < WANTED:
        print(f"this machine lets a process have {count + OTHERS} open files: {count} connections, not {WANTED}")
    with Relay() as relay:
        relay.ask("/send", packet("bob", "first"))
        before = relay.memory()
        with Crowd(relay, count) as crowd:
            assert crowd.full.wait(300), f"{crowd.opened} opened, {crowd.closed} closed"
            most, slowest, number, at_once = 0, 0, 0, len(crowd.sockets)
            # Until the relay has let go of all: none gets more than its ten seconds for a head.
            while crowd.closed < count:
                number += 1
                start = time.monotonic()
                assert ask(relay, "/send", packet("bob", f"m{number}")) == {}
                assert len(ask(relay, "/fetch", {"recipient": "bob"})["messages"]) == number + 1
                slowest = max(slowest, time.monotonic() - start)
                most = max(most, relay.memory())
                time.sleep(0.2)
        print(f"{at_once} connections at once: {most - before >> 20} MiB more, {(most - before) // at_once} bytes each; "
              f"{number} sends and fetches meanwhile, the slowest {slowest:.2f} s")
        assert number > 1
        assert most - before < 512 << 20
        assert relay.ask("/status")["health"] == "ok"


@pytest.mark.parametrize("flood", ["fields", "field", "requests", "line"])
def test_header_floods_are_cut_off(flood):
    piece = {
        "fields": b"X-Field: value\r\n" * 4000,
        "field": b"x" * 65_536,
        "requests": b"GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n" * 2000,
        "line": b"GET /" + b"x" * 65_536,
    }[flood]
    start = {"field": b"GET /status HTTP/1.1\r\nX: ", "fields": b"GET /status HTTP/1.1\r\n"}.get(flood, b"")
    with Relay() as relay:
        before = relay.memory()
        sent = []

        def push():
            with socket.create_connection((relay.host, relay.port), 20) as each:
                each.setblocking(False)
                with selectors.DefaultSelector() as selector:
                    selector.register(each, selectors.EVENT_READ | selectors.EVENT_WRITE)
                    end, done, data = time.monotonic() + 8, 0, start + piece
                    while time.monotonic() < end:
                        for _, events in selector.select(1):
                            try:
                                if events & selectors.EVENT_READ and not each.recv(1 << 20):
                                    end = 0
                                if events & selectors.EVENT_WRITE and end:
                                    count = each.send(data)
                                    done, data = done + count, data[count:] or piece
                            except BlockingIOError:
                                pass
                            except OSError:
                                end = 0
                    sent.append(done)

        threads = [threading.Thread(target=push) for _ in range(20)]
        for thread in threads:
            thread.start()
        answers = [relay.curl("/send", packet("bob", f"m{number}")) for number in range(5)]
        for thread in threads:
            thread.join()
        assert answers == [(200, "{}")] * 5
        assert len(sent) == 20
        assert relay.memory() - before < 256 << 20
        if flood != "requests":  # those are answered, each of them, for as long as somebody reads
            assert max(sent) < 24 << 20
