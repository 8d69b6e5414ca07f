"""`/fetch` of 1, 10 and 100 packets against nginx, which serves the same bytes from files."""

import json
import tempfile
import urllib.request
from pathlib import Path

from Harness.relay import Relay

from . import machine, packets
from .report import paired

CONNECTIONS = 32
# Packets of each answer -> recipients, and requests a round.
SHAPES = {1: (400, 20_000), 10: (100, 8_000), 100: (20, 1_000)}


def fetch(rounds):
    machine.need("nginx")
    with tempfile.TemporaryDirectory(prefix="signet-fetch-") as folder, Relay(private=False) as relay, \
            machine.Nginx() as nginx:
        folder = Path(folder)
        for size, (count, _) in SHAPES.items():
            names = packets.recipients(count)
            packets.write_sends(folder / "sends", count * size, names)
            machine.load(relay.port, 64, count * size, folder / "sends")
            bodies = [json.dumps({"recipient": name}).encode() for name in names]
            packets.write_requests(folder / f"relay-{size}", (packets.request("/fetch", body) for body in bodies))
            for number, body in enumerate(bodies):
                whole = urllib.request.urlopen(relay.url + "/fetch", body).read()
                (nginx.files / f"{size}-{number}").write_bytes(whole)
            packets.write_requests(
                folder / f"nginx-{size}",
                (packets.request(f"/{size}-{number}", None, "GET") for number in range(count)))
        for size, (_, requests) in SHAPES.items():
            sides = {"relay": (relay.port, []), "nginx": (nginx.port, [])}
            for number in range(rounds + 1):
                for name in ("relay", "nginx") if number % 2 else ("nginx", "relay"):
                    port, rates = sides[name]
                    told = machine.load(port, CONNECTIONS, requests, folder / f"{name}-{size}")
                    if number:  # the first round only warms up
                        rates.append(told["answers"] / told["seconds"])
            paired(f"/fetch of {size} : nginx with a file", sides["relay"][1], sides["nginx"][1], 0.5, least=True,
                   unit="a second", scale=1)
