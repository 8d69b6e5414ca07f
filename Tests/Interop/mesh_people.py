"""Two people with daemons of their own, who fetch from and send through other relays of one mesh; and a third machine,
which one of them links and throws out again."""

import contextlib
import sqlite3
import threading
import time

from Harness.linking import link
from Harness.person import Person, prepare, until
from Harness.report import check, check_equal
from relay_mesh import SYNC, Mesh


class MachinePerson(Person):
    """Its commands, and so its daemon, run on its own machine."""

    def __init__(self, machine, **options):
        super().__init__(**options)
        self.machine = machine

    def start(self, *words, **secrets):
        with self.machine.inside():
            return super().start(*words, **secrets)

    def sent_through(self):
        """The relay that took the last message, as its database has it."""
        path = self.home / "accounts" / self.account / "account.sqlite"
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            [[relay]] = database.execute(
                "SELECT sentThrough FROM outbox WHERE kind = 'message' ORDER BY number DESC LIMIT 1")
        return relay


class People:
    """Ada knows the first two of five relays, Bob the last two."""

    def __init__(self, world):
        self.stack = world.stack.enter_context(contextlib.ExitStack())
        self.mesh = self.stack.enter_context(Mesh(world.script.machines))
        prepare(world.folder)
        self.ada, self.bob = (
            self.stack.enter_context(
                MachinePerson.make(name, world.folder, place, machine=world.network.machine()))
            for place, name in enumerate(["Ada", "Bob"]))
        self.mesh.wait_known()
        self.ada.know(self.mesh.relays[:2])
        self.bob.know(self.mesh.relays[3:])
        self.ada.meet(self.bob)
        self.bob.meet(self.ada)

    def relay(self, url):
        return next(relay for relay in self.mesh.relays if relay.url == url)

    @staticmethod
    def exchange(sender, receiver, texts):
        """Sends them, and waits until each is there; once, verified, and in their order."""
        for text in texts:
            sender.ok("send", receiver.name, text)
        return People.arrived(sender, receiver, texts)

    @staticmethod
    def arrived(sender, receiver, texts):
        receiver.receive(texts, 120)
        # `inbox` alone shows in which order they came; a conversation has its own.
        found = [message for message in receiver.inbox("--with", sender.name) if message.get("text") in texts]
        check_equal([message["text"] for message in found], texts, f"what {receiver.name} has got")
        check(all(message["verified"] for message in found), "a message is not verified")


def each_way(world):
    script = world.script
    script.mesh.__exit__()  # its machines are needed
    world.people = people = People(world)
    people.exchange(people.ada, people.bob, ["Ada to Bob"])
    people.exchange(people.bob, people.ada, ["Bob to Ada"])
    people.exchange(people.ada, people.bob, ["and back"])
    for person in (people.ada, people.bob):
        check(person.sent_through() not in person.receiving(), f"{person.name} sends and fetches at one relay")


def sender_cut_off(world):
    """In the middle of ten messages the relay that took the last one loses its cable."""
    people = world.people
    sender, receiver = people.ada, people.bob
    if sender.sent_through() in receiver.receiving():
        sender, receiver = receiver, sender
    gone = people.relay(sender.sent_through())
    texts = [f"message {number} of ten" for number in range(10)]
    cut = threading.Timer(0.5, gone.machine.cut_off)
    cut.start()
    try:
        start = time.monotonic()
        people.exchange(sender, receiver, texts)
        seconds = time.monotonic() - start
        until(lambda: sender.ok("status")["outbox"] == 0, "the outbox does not empty", 120, 0.5)
        through = sender.sent_through()
        check(through != gone.url, f"the last message left through {through}, which is cut off")
    finally:
        cut.join()
        gone.machine.join()
    return f"all of them after {seconds:.1f} s"


def receiver_dead(world):
    """The relay that the receiver waits at is killed; it fetches elsewhere, what was sent before and after."""
    people = world.people
    [url] = people.bob.receiving()
    texts = ["just before", "just after"]
    people.ada.ok("send", people.bob.name, texts[0])
    people.relay(url).kill()
    start = time.monotonic()
    people.ada.ok("send", people.bob.name, texts[1])
    people.arrived(people.ada, people.bob, texts)
    seconds = time.monotonic() - start
    [now] = people.bob.receiving()
    check(now != url, "Bob still fetches from the dead relay")
    return f"after {seconds:.1f} s"


def thrown_out(world):
    """Ada's laptop reads along until she throws it out; Bob knows within two rounds of the relays' sync, and what he
    writes then is for her other devices alone."""
    people = world.people
    ada, bob = people.ada, people.bob
    laptop = people.stack.enter_context(MachinePerson(folder=world.folder, machine=world.network.machine()))
    device = link(ada, laptop, people.mesh.relays[1], name="laptop")
    laptop.name, laptop.account = "the laptop", ada.account
    people.exchange(bob, ada, ["for both of Ada's devices"])
    laptop.receive(["for both of Ada's devices"], 120)

    def is_known():
        return any(event["kind"] == "contactDeviceRevoked" for event in bob.ok("history")["events"])

    check(not is_known(), "Bob knows of a revocation before there is one")
    ada.ok("device", "revoke", device, "--reason", "lost", "--yes")
    start = time.monotonic()
    until(is_known, "Bob does not learn of the revocation", 2 * SYNC, 0.1)
    seconds = time.monotonic() - start
    until(lambda: ada.ok("status")["outbox"] == 0, "the outbox does not empty", 120, 0.5)
    until(lambda: bob.ok("contact", "show", ada.account)["generation"] == 2, "Bob has the new key", 60)
    texts = [f"not for the laptop {number}" for number in range(5)]
    people.exchange(bob, ada, texts)
    # Whatever could come to it has come: the relays have synced since.
    time.sleep(2 * SYNC)
    found = laptop.run("inbox", "--keep-unread", "--limit", "1000", "--json")
    check(not any(text in found.out for text in texts), "the laptop reads what was sealed after it was thrown out")
    laptop.ok("daemon", "stop")
    return f"known after {seconds:.1f} s; a round is {SYNC} s"


TESTS = [
    ("two people of other relays write to each other, each sending through another one than they fetch from", each_way),
    ("a linked laptop is thrown out: a contact knows within two rounds of sync, and it reads nothing from then on",
     thrown_out),
    ("messages leave through another relay when the one before is cut off, and each arrives once", sender_cut_off),
    ("whoever's relay died fetches from another one, and misses nothing", receiver_dead),
]
