"""Somebody with an account who writes messages, as a script of theirs would."""

import sys
import time
from pathlib import Path

from .report import Failed
from .signet import Signet

sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "Crash")]
import shim  # noqa: E402


def prepare(folder):
    """What `Person.make` needs, once a folder."""
    shim.build(folder)


def until(look, what, seconds=60, pause=0.1):
    """What `look` answers, as soon as that is something."""
    end = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > end:
            raise Failed(f"{what}: not within {seconds} s")
        time.sleep(pause)
    return found


class Person(Signet):
    @classmethod
    def make(cls, name, folder, place, **options):
        """An account with keys from the fixtures, which takes two seconds in place of half a minute. People
        with the same `place`, 0 or 1, would get the same account."""
        own = Path(folder) / f"keys-of-{name}"
        own.mkdir()
        (own / "keys-used").write_bytes(b"k" * 3 * place)
        with Signet(environment=shim.Shim(folder, own).environment(), home=own / "home", folder=folder) as maker:
            account = maker.create(name)
            until(lambda: maker.ok("status")["keys"] == "ready", f"the keys of {name}", 120)
            maker.wait_idle()
            maker.ok("daemon", "stop")
        person = cls(home=own / "home", folder=folder, **options)
        person.name, person.account = name, account
        return person

    def know(self, relays):
        for relay in relays:
            self.ok("relay", "add", relay.url)

    def meet(self, other):
        """Adds the other one by their invitation."""
        link = other.ok("invite")["link"]
        contact = self.ok("contact", "add", link, "--name", other.name)
        if contact["reachable"] != "ready":
            until(lambda: self.ok("contact", "show", other.account)["reachable"] == "ready",
                  f"the card of {other.name}")

    def inbox(self, *words):
        return self.ok("inbox", "--keep-unread", "--limit", "1000", *words)["messages"]

    def receive(self, texts, seconds=60):
        """Waits until all these texts are here; the messages with them."""

        def look():
            found = [message for message in self.inbox() if message.get("text") in wanted]
            return found if {message["text"] for message in found} == wanted else None

        wanted = set(texts)
        return until(look, f"{self.name} has not got all of {len(wanted)} messages", seconds, 0.3)

    def receiving(self):
        """URLs of the relays that the account fetches from."""
        return {relay["url"] for relay in self.ok("relay", "list")["relays"] if "receive" in relay["uses"]}
