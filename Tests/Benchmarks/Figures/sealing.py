"""Signing and sealing: in the room itself, and through the daemon."""

import base64
import json
from pathlib import Path

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


def recipient_key():
    """A packet's `recipient`: the public half of a test key."""
    from cryptography.hazmat.primitives import serialization
    pem = (machine.ROOT / "Fixtures" / "keys" / "rsa4096-6.pem").read_bytes()
    key = serialization.load_pem_private_key(pem, None).public_key()
    return base64.b64encode(key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)).decode()


def sealing_request(account):
    """A whole request that has the daemon sign one message and seal it to one key."""
    body = json.dumps({"type": "MESSAGE", "content": "hello", "recipients": [recipient_key()]}).encode()
    return (f"POST /v1/accounts/{account}/packets HTTP/1.1\r\nhost: signet\r\n"
            f"content-length: {len(body)}\r\n\r\n").encode() + body


def daemon(rounds):
    """Clients on kept raw sockets (Bare/ask.c) against the bare work in a process of its own, taken turn by turn. Time on
    the wall, which is what a client waits; with two cores, two clients against two bare threads. On both sides whoever is
    free takes the next."""
    rounds, batch = max(8, rounds), 48
    with Home() as home:
        made = home.json("account", "create", "--name", "bench", "--no-password")
        socket_path = home.socket()
        home.wait_for_keys()
        request = Path(home.path) / "request"
        request.write_bytes(sealing_request(made["id"]))

        def ours(clients, count=batch):
            return machine.last_line([machine.BARE / "ask", socket_path, request, count, clients])["seconds"]

        def bare(threads):
            with home.asleep():
                return machine.last_line([machine.OWN / "measure", "bare", batch, threads])["seconds"]

        ours(2, 4)  # the keys are read
        home.wait_for_spare()
        for clients in 1, 2:
            times = {ours: [], bare: []}
            for number in range(rounds):
                for part in (ours, bare) if number % 2 else (bare, ours):
                    times[part].append(part(clients) / batch)
            if clients == 1:
                paired("one packet through the daemon : one signature and 2 OAEP encryptions", times[ours], times[bare],
                       1.08)
            else:
                paired("packets a second through the daemon, two clients : two bare threads",
                       [1 / time for time in times[ours]], [1 / time for time in times[bare]], 0.92, least=True,
                       unit="a second", scale=1)
