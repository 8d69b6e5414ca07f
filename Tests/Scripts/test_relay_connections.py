"""One connection to a relay: requests that do not wait for their answers, and answers that nobody takes."""

import json
import socket
import sys
import threading
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from Harness.relay import Relay, missing_relay, packet  # noqa: E402

pytestmark = pytest.mark.skipif(bool(missing_relay()), reason="signet-relay is not built")


def request(path, body, version="1.1", field=""):
    data = json.dumps(body).encode()
    return f"POST {path} HTTP/{version}\r\nHost: x\r\n{field}Content-Length: {len(data)}\r\n\r\n".encode() + data


def answer(file):
    """(status, body) of the next answer, which has to tell its length."""
    status = int(file.readline().split()[1])
    fields = dict(line.split(b": ", 1) for line in iter(lambda: file.readline().strip(), b""))
    return status, file.read(int(fields[b"Content-Length"]))


def everything(connection):
    return b"".join(iter(lambda: connection.recv(1 << 20), b""))


def test_requests_that_come_all_at_once_are_answered_in_their_order():
    with Relay() as relay, socket.create_connection(("127.0.0.1", relay.port)) as connection:
        requests = [request("/send", packet("bob", f"message {n}")) if n % 2 else request("/fetch", {"recipient": f"r{n}"})
                    for n in range(600)]
        sender = threading.Thread(target=connection.sendall, args=(b"".join(requests),))
        sender.start()
        file = connection.makefile("rb")
        answers = [answer(file) for _ in requests]
        sender.join()
        assert answers == [(200, b"{}" if n % 2 else b'{"messages":[]}') for n in range(600)]
        assert len(relay.ask("/fetch", {"recipient": "bob"})["messages"]) == 300


def test_what_comes_behind_a_request_is_judged_after_it_is_answered():
    with Relay() as relay, socket.create_connection(("127.0.0.1", relay.port)) as connection:
        connection.sendall(request("/send", packet("bob", "hello")) + b"NONSENSE\r\n\r\n")
        text = everything(connection)
        assert text.startswith(b"HTTP/1.1 200 OK\r\n") and b"HTTP/1.1 400 " in text


def test_a_client_that_takes_no_answers_costs_little_memory():
    with Relay() as relay, socket.create_connection(("127.0.0.1", relay.port)) as connection:
        for number in range(100):
            relay.ask("/send", packet("bob", f"{number} " + "x" * 5000))
        before = relay.memory()
        connection.settimeout(1)
        with pytest.raises(TimeoutError):
            # Half a megabyte each: the relay stops to read long before all of these are in.
            connection.sendall(request("/fetch", {"recipient": "bob"}) * 200_000)
        assert relay.memory() - before < 64 << 20
        assert relay.curl("/send", packet("bob", "still there"))[0] == 200


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_an_answer_that_is_too_long_for_one_page_is_whole(version):
    with Relay() as relay:
        for number in range(120):
            relay.ask("/send", packet("bob", f"{number} " + "x" * 20_000))
        with socket.create_connection(("127.0.0.1", relay.port)) as connection:
            connection.sendall(request("/fetch", {"recipient": "bob"}, version, "Connection: close\r\n"))
            head, body = everything(connection).split(b"\r\n\r\n", 1)
        assert head.startswith(f"HTTP/{version} 200 OK".encode())
        if version == "1.1":
            body = unchunked(body)
        messages = json.loads(body)["messages"]
        assert [one["message"].split()[0] for one in messages] == [str(number) for number in range(120)]


def unchunked(text):
    """The body of a chunked answer (RFC 9112, section 7.1)."""
    whole = b""
    while True:
        size, rest = text.split(b"\r\n", 1)
        count = int(size, 16)
        if count == 0:
            assert rest == b"\r\n"
            return whole
        whole += rest[:count]
        assert rest[count:count + 2] == b"\r\n"
        text = rest[count + 2:]
