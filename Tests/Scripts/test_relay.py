"""A relay as a stranger's client and server see it: curl, and nothing of ours."""

import concurrent.futures
import json
import shutil
import socket
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from Harness.relay import REDIS, Redis, Relay, missing_relay, packet  # noqa: E402

pytestmark = [
    pytest.mark.skipif(bool(missing_relay()), reason="signet-relay is not built"),
    pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl"),
]


@pytest.fixture(params=["sqlite", "redis"])
def relay(request, tmp_path):
    if request.param == "sqlite":
        with Relay() as relay:
            yield relay
        return
    if not REDIS:
        pytest.skip("there is no redis-server")
    redis = Redis(tmp_path)
    redis.start()
    try:
        with Relay(store=redis.store) as relay:
            yield relay
    finally:
        redis.kill()


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.05)


def test_the_four_endpoints_answer_exactly_as_specified(relay):
    one, two = packet("bob", "hello"), packet("bob", "again")
    assert relay.curl("/send", one) == (200, "{}")
    assert relay.curl("/send", one) == (200, "{}")
    assert relay.curl("/send", two) == (200, "{}")
    for _ in range(2):
        assert relay.ask("/fetch", {"recipient": "bob"}) == {"messages": [one, two]}
    assert relay.ask("/fetch", {"hashes": [two["hash"]]}) == {"messages": [two]}
    assert relay.ask("/fetch", {"recipient": "nobody", "hashes": [two["hash"]]}) == {"messages": []}
    assert relay.ask("/sync/hashes", {"hashes": [one["hash"]]}) == {"hashes": [two["hash"]]}
    assert relay.ask("/sync/servers", {"servers": []}) == {"servers": []}


def test_packets_outlive_the_relay(relay):
    packets = [packet("bob", f"message {number}") for number in range(20)]
    for each in packets:
        assert relay.curl("/send", each) == (200, "{}")
    assert relay.end() == 0
    relay.start()
    assert relay.ask("/fetch", {"recipient": "bob"}) == {"messages": packets}


def test_a_packet_goes_after_the_retention(tmp_path):
    with Relay("--retention", "2") as relay:
        one = packet("bob", "hello")
        relay.ask("/send", one)
        assert relay.ask("/fetch", {"recipient": "bob"}) == {"messages": [one]}
        time.sleep(3)
        assert relay.ask("/fetch", {"recipient": "bob"}) == {"messages": []}
        assert relay.ask("/sync/hashes", {"hashes": []}) == {"hashes": []}
        assert relay.ask("/status")["recipients"] == 0
        status, text = relay.curl("/send", one)
        assert status == 410 and json.loads(text)["error"]["code"] == "packetExpired"


@pytest.mark.parametrize("path, body, status, code", [
    ("/send", b"", 400, "bodyMalformed"),
    ("/send", b"{", 400, "bodyMalformed"),
    ("/send", b"\xff\xfe", 400, "bodyMalformed"),
    ("/send", {**packet("bob", "hello"), "hash": "0" * 64}, 400, "hashWrong"),
    ("/send", {**packet("bob", "hello"), "recipient": 7}, 400, "bodyRefused"),
    ("/send", b'{"recipient":"a","recipient":"a"}', 400, "bodyRefused"),
    ("/send", b"x" * (10 << 20), 413, "bodyTooLarge"),
    ("/sync/hashes", b"x" * (10 << 20), 413, "bodyTooLarge"),
    ("/fetch", {}, 400, "bodyRefused"),
    ("/sync/servers", {"servers": [{"ip": "1.2.3.4"}]}, 400, "bodyRefused"),
    ("/nothing", {}, 404, "routeNotFound"),
    ("/status", {}, 405, "methodNotAllowed"),
    ("/send", None, 405, "methodNotAllowed"),
], ids=[str(number) for number in range(13)])
def test_what_is_wrong_is_told(path, body, status, code):
    with Relay() as relay:
        got, text = relay.curl(path, body)
        error = json.loads(text)["error"]
        assert (got, error["code"]) == (status, code)
        assert set(error) == {"code", "reason", "hint"}


def test_two_relays_bring_each_other_what_they_miss():
    with Relay("--sync-interval", "1") as first, Relay("--sync-interval", "1", "--peer", first.url) as second:
        early = packet("bob", "pushed")
        wait_for(lambda: second.ask("/sync/servers", {"servers": []})["servers"] ==
                 [{"ip": "127.0.0.1", "port": str(first.port)}])
        wait_for(lambda: first.ask("/sync/servers", {"servers": []})["servers"] ==
                 [{"ip": "127.0.0.1", "port": str(second.port)}])
        first.ask("/send", early)
        wait_for(lambda: second.ask("/fetch", {"recipient": "bob"}) == {"messages": [early]})
        second.end()
        late = packet("bob", "synced")
        first.ask("/send", late)
        second.start()
        wait_for(lambda: second.ask("/fetch", {"recipient": "bob"})["messages"].count(late) == 1)


def test_a_server_that_is_no_relay_is_neither_used_nor_passed_on():
    with Relay() as relay, socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        told = [{"ip": "127.0.0.1", "port": silent.getsockname()[1]}, {"ip": "127.0.0.1", "port": "1"}]
        assert relay.ask("/sync/servers", {"servers": told}) == {"servers": []}
        time.sleep(7)
        assert relay.ask("/sync/servers", {"servers": []}) == {"servers": []}


def test_slow_connections_and_floods_hinder_nobody():
    with Relay() as relay:
        relay.ask("/send", packet("bob", "hello"))
        slow = []
        try:
            for number in range(3000):
                each = socket.create_connection(("127.0.0.1", relay.port))
                each.setblocking(False)
                try:
                    each.send(b"POST /send HTTP/1.1\r\nContent-Length: 500000\r\nX: " + b"x" * (number % 500))
                except OSError:
                    pass
                slow.append(each)
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                answers = list(pool.map(lambda n: relay.curl("/send", packet("bob", f"m{n}")), range(40)))
            assert answers == [(200, "{}")] * 40
            assert relay.memory() < 400 << 20
        finally:
            for each in slow:
                each.close()


def test_the_log_names_no_packet():
    with Relay("--log-level", "trace") as relay:
        one = packet("a-recipient", "a-message", "a-signature")
        relay.ask("/send", one)
        relay.ask("/fetch", {"recipient": "a-recipient"})
        relay.curl("/send", {**one, "hash": "0" * 64})
        relay.end()
        log = (relay.folder / "log").read_text()
        assert "listening" in log
        for word in [*one.values(), "a-recipient"]:
            assert word not in log
