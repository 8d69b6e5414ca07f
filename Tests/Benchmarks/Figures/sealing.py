"""Signing and sealing: in the room itself, and through the daemon."""

import base64
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


class Client:
    """HTTP over the daemon's socket, on one connection that is kept: the raw socket and no more, since what a library for
    HTTP and JSON takes in Python is not the daemon's."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        self.socket.connect(str(path))

    def exchange(self, request):
        """A whole request; the answer's status and body, which has a length."""
        self.socket.sendall(request)
        text = b""
        while (end := text.find(b"\r\n\r\n")) < 0:
            text += self.receive()
        head = text[:end].lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        while len(text) < end + 4 + length:
            text += self.receive()
        return int(head[9:12]), text[end + 4:]

    def receive(self):
        part = self.socket.recv(1 << 16)
        if not part:
            sys.exit("the daemon hung up")
        return part

    def ask(self, method, path, body=None):
        status, text = self.exchange(self.request(method, path, body))
        if status not in (200, 201):
            sys.exit(f"{method} {path} answers {status}: {text[:400].decode(errors='replace')}")
        return json.loads(text)

    @staticmethod
    def request(method, path, body=None):
        body = body or b""
        return f"{method} {path} HTTP/1.1\r\nhost: signet\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body


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


def daemon(rounds):
    """A client on a kept raw socket against the bare work in a process of its own, taken turn by turn. Time on the wall,
    which is what a client waits; with two cores, two clients against two bare threads."""
    rounds, batch = max(8, rounds), 48
    with Home() as home:
        made = home.json("account", "create", "--name", "bench", "--no-password")
        socket_path = home.socket()
        home.wait_for_keys()
        request = sealing_request(made["id"])
        whole = Client.request(*request)
        clients = [Client(socket_path) for _ in range(2)]
        for client in clients:
            client.ask(*request)
        home.wait_for_spare()

        def one(threads):
            """Seconds for `batch` packets over so many clients."""
            failures = []

            def work(client):
                try:
                    for _ in range(batch // threads):
                        status, text = client.exchange(whole)
                        if status != 200:
                            sys.exit(f"the daemon answers {status}: {text[:400]}")
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
