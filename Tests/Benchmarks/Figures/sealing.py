"""Signing and sealing: in the room itself, and through the daemon."""

import base64
import http.client
import json
import socket
import sys
import threading
import time

from . import machine
from .account import Home
from .report import paired


def room(rounds):
    """In one process, processor time, turn by turn (Sources/measure)."""
    for recipients, pairs, limit, name in (
            (1, max(40, rounds), 1.08, "one packet signed and sealed : one signature and 2 OAEP encryptions"),
            (100, max(15, rounds // 2), 1.3, "a message to 100 : one signature and 200 OAEP encryptions")):
        told = machine.last_line([machine.OWN / "measure", "sealing", recipients, pairs])
        paired(name, told["ours"], told["bare"], limit)


class Client(http.client.HTTPConnection):
    """HTTP over the daemon's socket, on one connection that is kept."""

    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)

    def ask(self, method, path, body=None):
        self.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        answer = self.getresponse()
        text = answer.read()
        if answer.status not in (200, 201):
            sys.exit(f"{method} {path} answers {answer.status}: {text[:400].decode(errors='replace')}")
        return json.loads(text)


def recipient_key():
    """A packet's `recipient`: the public half of a test key."""
    from cryptography.hazmat.primitives import serialization
    pem = (machine.ROOT / "Fixtures" / "keys" / "rsa4096-6.pem").read_bytes()
    key = serialization.load_pem_private_key(pem, None).public_key()
    return base64.b64encode(key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)).decode()


def sealing_request(account):
    """Method, path and body that have the daemon sign one message and seal it to one key."""
    body = {"type": "MESSAGE", "content": "hello", "recipients": [recipient_key()]}
    return "POST", f"/v1/accounts/{account}/packets", json.dumps(body).encode()


def wait_for_keys(client, account):
    """The signing key is made after the account: until then the daemon says that it is pending."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        client.request("POST", *sealing_request(account)[1:], {"Content-Type": "application/json"})
        answer = client.getresponse()
        text = answer.read()
        if answer.status == 200:
            return
        time.sleep(0.5)
    sys.exit(f"the daemon does not seal: {answer.status} {text[:400].decode(errors='replace')}")


def daemon(rounds):
    """A client on a kept raw socket against the bare work in a process of its own, taken turn by turn. Time on the wall,
    which is what a client waits; with two cores, two clients against two bare threads."""
    rounds, batch = max(8, rounds), 12
    with Home() as home:
        made = home.json("account", "create", "--name", "bench", "--no-password")
        socket_path = home.socket()
        home.wait_for_keys()
        request = sealing_request(made["id"])
        clients = [Client(socket_path) for _ in range(2)]
        wait_for_keys(clients[0], made["id"])
        clients[1].ask(*request)
        home.wait_for_spare()

        def one(threads):
            """Seconds for `batch` packets over so many clients."""
            failures = []

            def work(client):
                try:
                    for _ in range(batch // threads):
                        client.ask(*request)
                except BaseException as error:  # told below, since a thread's own end ends nothing
                    failures.append(error)

            workers = [threading.Thread(target=work, args=(client,)) for client in clients[:threads]]
            start = time.perf_counter()
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            if failures:
                sys.exit(f"the daemon failed: {failures[0]}")
            return time.perf_counter() - start

        def bare(threads):
            with home.asleep():
                return machine.last_line([machine.OWN / "measure", "bare", batch, threads])["seconds"]

        for threads in 1, 2:
            ours, theirs = [], []
            for number in range(rounds):
                for part in (one, bare) if number % 2 else (bare, one):
                    (ours if part is one else theirs).append(part(threads) / batch)
            if threads == 1:
                paired("one packet through the daemon : one signature and 2 OAEP encryptions", ours, theirs, 1.08)
            else:
                paired("packets a second through the daemon, two clients : two bare threads", [1 / a for a in ours],
                       [1 / b for b in theirs], 0.92, least=True, unit="a second", scale=1)
