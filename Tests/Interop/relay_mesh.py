"""Five relays on machines of their own: what one takes all have, whatever is cut off or killed meanwhile."""

import contextlib
import http.client
import json
import random
import sqlite3
import threading
import time

from Harness.person import until
from Harness.relay import Relay, packet
from Harness.report import check, check_equal

RELAYS = 5
PACKETS = 2000
RECIPIENTS = 40
PORT = 8080
# A round of syncs also sends canaries, five of the whole mesh or sixteen times as many at first: rounds of a second
# would be little else.
SYNC = 10
SERVER_SYNC = 2


class MeshRelay(Relay):
    def __init__(self, machine, *options):
        super().__init__("--sync-interval", str(SYNC), "--server-sync-interval", str(SERVER_SYNC), *options,
                         host=machine.address)
        self.machine, self.port = machine, PORT

    def start(self):
        with self.machine.inside():
            super().start()

    def ask(self, path, body=None):
        """As `Relay.ask`, without a curl for each: here are many."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request("GET" if body is None else "POST", path, body and json.dumps(body))
            answer = connection.getresponse()
            text = answer.read()
        check_equal(answer.status, 200, f"the status of {path}")
        return json.loads(text)

    def servers(self):
        return {(server["ip"], str(server["port"])) for server in self.ask("/sync/servers", {"servers": []})["servers"]}

    def metric(self, name):
        status, text = self.curl("/metrics")
        check_equal(status, 200, "the status of /metrics")
        return next(float(line.split()[1]) for line in text.splitlines() if line.startswith(f"signet_relay_{name} "))

    def has(self, hashes):
        """Those of these hashes whose packets are here."""
        hashes, found = list(hashes), set()
        for start in range(0, len(hashes), 500):
            messages = self.ask("/fetch", {"hashes": hashes[start:start + 500]})["messages"]
            found |= {one["hash"] for one in messages}
        return found


class Mesh:
    """As many relays, each with the one before it as its only peer: the others it has to learn."""

    def __init__(self, machines, *options):
        self.relays = []
        for machine in machines:
            peers = [word for relay in self.relays[-1:] for word in ("--peer", relay.url)]
            self.relays.append(MeshRelay(machine, *peers, *options))

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            for relay in self.relays:
                stack.enter_context(relay)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self.stack.close()

    def wait_known(self):
        everyone = {(relay.host, str(relay.port)) for relay in self.relays}
        for relay in self.relays:
            others = everyone - {(relay.host, str(relay.port))}
            until(lambda relay=relay, others=others: relay.servers() == others,
                  f"{relay.url} does not know all the others", 30)

    def wait_everywhere(self, packets, seconds=120):
        """Until all relays have all of these packets, by their hashes."""
        hashes = {one["hash"] for one in packets}
        for relay in self.relays:
            until(lambda relay=relay: hashes <= relay.has(hashes), f"{relay.url} has not got all packets", seconds, 0.3)


class Sender(threading.Thread):
    """A plain client that sends packets through one relay after another: through the next where one fails."""

    def __init__(self, packets, relays, machine=None):
        super().__init__(daemon=True)
        self.packets, self.relays, self.machine = packets, relays, machine
        self.acknowledged = {relay.url: [] for relay in relays}
        self.left = list(packets)
        self.start()

    def run(self):
        with self.machine.inside() if self.machine else contextlib.nullcontext():
            for relay in self.relays:
                connection = http.client.HTTPConnection(relay.host, relay.port, timeout=10)
                with contextlib.suppress(OSError, http.client.HTTPException):
                    self.send(connection, relay)
                connection.close()

    def send(self, connection, relay):
        while self.left:
            connection.request("POST", "/send", json.dumps(self.left[0]))
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                return
            self.acknowledged[relay.url].append(self.left.pop(0))

    def finish(self):
        self.join(60)
        check(not self.is_alive(), "a sender hangs")
        check_equal(len(self.left), 0, "packets that no relay took")


class Script:
    """What the tests of one mesh share: the packets so far, and who took which."""

    def __init__(self, network):
        self.machines = [network.machine() for _ in range(RELAYS)]
        self.mesh = Mesh(self.machines)
        self.dice = random.Random(1)
        self.packets = []

    def make(self, count):
        """Packets with a right hash; everything else of them is opaque to a relay."""
        made = []
        for _ in range(count):
            number = len(self.packets) + len(made)
            text = self.dice.randbytes(self.dice.choice([50, 300, 1500])).hex()
            made.append(packet(f"r{number % RECIPIENTS}", f"{number} {text}", f"signature {number}"))
        self.packets += made
        return made

    def send(self, packets, relays, machine=None):
        """One sender for each relay, which begins with it and goes on to the others."""
        parts = [packets[start::len(relays)] for start in range(len(relays))]
        return [Sender(part, relays[start:] + relays[:start], machine) for start, part in enumerate(parts)]


def learned(world):
    """Nobody named them more than one peer."""
    script = world.script
    start = time.monotonic()
    script.mesh.wait_known()
    return f"known after {time.monotonic() - start:.1f} s"


def pushed(world):
    script = world.script
    made = script.make(600)
    for sender in script.send(made, script.mesh.relays):
        sender.finish()
    script.mesh.wait_everywhere(made)


def cut_off(world):
    """The last one has only its cable pulled: what is sent on either side of the cut has to get to the other."""
    script = world.script
    *others, last = script.mesh.relays
    last.machine.cut_off()
    outside, inside = script.make(600), script.make(100)
    senders = script.send(outside, others) + script.send(inside, [last], last.machine)
    for sender in senders:
        sender.finish()
    with last.machine.inside():
        check_equal(last.has(one["hash"] for one in outside), set(), "packets that got through the cut")
        check_equal(len(last.has(one["hash"] for one in inside)), 100, "packets inside of the cut")
    for relay in others:
        check_equal(relay.has(one["hash"] for one in inside), set(), "packets that got out of the cut")
    with last.machine.overheard(b"POST /signet/reconcile ", b"POST /sync/hashes ") as heard:
        last.machine.join()
        start = time.monotonic()
        script.mesh.wait_everywhere(outside + inside)
        seconds = time.monotonic() - start
    reconciled, plain = heard.values()
    check(reconciled > 0, "nobody reconciled: something else repaired this")
    check_equal(plain, 0, "plain syncs among relays that reconcile")
    return f"repaired within {seconds:.1f} s of the cable's return, by {reconciled} messages of reconciliation"


def killed(world):
    """With its cable pulled before it starts again: what it has then, it has from its own store."""
    script = world.script
    relays = script.mesh.relays
    victim = relays[2]
    made = script.make(PACKETS - len(script.packets))
    senders = script.send(made, relays[2:] + relays[:2])
    until(lambda: len(senders[0].acknowledged[victim.url]) > 20, "the relay is not under load", 30, 0.001)
    victim.kill()
    acknowledged = [one for sender in senders for one in sender.acknowledged[victim.url]]
    check(senders[0].left, "the relay was killed after all was sent")
    for sender in senders:
        sender.finish()
    victim.machine.cut_off()
    victim.start()
    with victim.machine.inside():
        had = victim.has(one["hash"] for one in acknowledged)
    check_equal(len(had), len(acknowledged), "acknowledged packets that are there after the kill")
    victim.machine.join()
    script.mesh.wait_everywhere(made)
    return f"{len(acknowledged)} acknowledged before the kill"


def exactly_once(world):
    """By recipient from each relay, and then in the files themselves."""
    script = world.script
    sent = {one["hash"]: one for one in script.packets}
    check_equal(len(sent), PACKETS, "packets sent")
    script.mesh.wait_everywhere(script.packets)
    for relay in script.mesh.relays:
        answers = [relay.ask("/fetch", {"recipient": f"r{number}"}) for number in range(RECIPIENTS)]
        found = [one for answer in answers for one in answer["messages"]]
        check_equal(len(found), PACKETS, f"packets that {relay.url} gives")
        check(all(sent[one["hash"]] == one for one in found), f"{relay.url} gives other packets than were sent")
    for relay in script.mesh.relays:
        check_equal(relay.end(), 0, "the status of a relay at its end")
        with contextlib.closing(sqlite3.connect(f"file:{relay.folder / 'packets.sqlite'}?mode=ro", uri=True)) as store:
            stored = [bytes(hash).hex() for (hash,) in store.execute("SELECT hash FROM packet")]
            rows = [json.loads(bytes(body)) for (body,) in store.execute("SELECT body FROM packet")]
        ours = [hash for hash in stored if hash in sent]
        check_equal((len(ours), len(set(ours))), (PACKETS, PACKETS), f"rows in the store of {relay.url}, and hashes")
        check(all(one == sent[one["hash"]] for one in rows if one["hash"] in sent), "a row is not what was sent")


def flooded(world):
    """A small store, so that it fills soon. The flood goes on until no relay takes even a small packet of it."""
    flooder = world.network.machine()
    with Mesh(world.script.machines, "--capacity", str(8 << 20)) as mesh:
        mesh.wait_known()
        refused = flood(mesh, flooder)
        check(set(refused) <= {429, 507}, f"the flood is refused with {refused}")
        texts = {relay.url: [packet("victim", f"true {number} from {relay.url}") for number in range(5)]
                 for relay in mesh.relays}
        for relay in mesh.relays:
            for one in texts[relay.url]:
                check_equal(relay.curl("/send", one), (200, "{}"), f"what {relay.url} says to somebody else")
        mesh.wait_everywhere([one for part in texts.values() for one in part])
        with flooder.inside():
            late = [relay.curl("/send", packet("victim", "flood " + "y" * 2000))[0] for relay in mesh.relays]
        check(set(late) <= {429, 507}, f"the flooder is taken again: {late}")
        taken = sum(relay.ask("/status")["bytes"] for relay in mesh.relays) / RELAYS
        return f"refused with {len(late)} × {late[0]}, {taken / (8 << 20):.0%} of each store taken"


def flood(mesh, machine):
    """Sends ever smaller packets for one recipient to every relay, until all refuse each size; the statuses of the
    refusals."""
    refused = []
    with machine.inside():
        connections = [http.client.HTTPConnection(relay.host, relay.port, timeout=30) for relay in mesh.relays]
        for size in (500_000, 100_000, 20_000, 4_000, 1_000, 1):
            open_connections = list(connections)
            for number in range(10_000):
                if not open_connections:
                    break
                for connection in list(open_connections):
                    text = f"flood {size} {number} {id(connection)} " + "x" * size
                    connection.request("POST", "/send", json.dumps(packet("victim", text)))
                    answer = connection.getresponse()
                    answer.read()
                    if answer.status != 200:
                        refused.append(answer.status)
                        open_connections.remove(connection)
            check(not open_connections, "the flood is never refused")
    return refused


TESTS = [
    ("relays that know one other each learn all of them through /sync/servers", learned),
    ("what is sent to any of five relays is on all of them", pushed),
    ("a relay that was cut off gets what was sent meanwhile by reconciliation, and gives what it took itself", cut_off),
    ("a relay that is killed while packets come has after its start all that it acknowledged, and catches up", killed),
    (f"of {PACKETS} packets every one is on every relay, and exactly once in each store", exactly_once),
    ("a recipient's key that one machine floods still receives from another one, through every relay", flooded),
]
