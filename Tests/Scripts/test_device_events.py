"""Every device that is online, and signet watch there, is told within five seconds that a device came or went"""

import time

from conftest import Home
from test_device_link import linked
from test_watch import Watch

QUICK_KEYS = True

SECONDS = 5


class Told:
    """A `signet watch` at a device, and what its history tells."""

    def __init__(self, home):
        self.home = home
        self.watch = Watch(home)

    def event(self, kind, device, since):
        """Seconds from `since` to the event in `watch`, which the history has too."""
        while True:
            event = self.watch.next(seconds=max(0.001, since + SECONDS - time.monotonic()))
            if (event.get("kind"), event.get("details", {}).get("deviceId")) == (kind, device):
                break
        took = time.monotonic() - since
        kinds = [(e["kind"], e["details"].get("deviceId")) for e in self.home.ok("history")["events"]]
        assert kinds.count((kind, device)) == 1
        return took


def test_every_other_device_and_watch_are_told_within_five_seconds(home_of, relay, empty):
    old, second = home_of("none"), empty
    old.know([relay])
    linked(old, second, relay, "--role", "full", name="second")
    with Home() as third:
        watches = [Told(second), Told(old)]
        time.sleep(1)  # what comes before it begins to watch is not shown
        approved, _ = linked(old, third, relay, name="third")
        answered = time.monotonic()
        for told in watches:
            told.event("deviceAdded", approved["deviceId"], answered)
        states = {device["deviceId"]: device["state"] for device in second.ok("device", "list")["devices"]}
        assert states[approved["deviceId"]] == "active"

        watches.append(Told(third))
        time.sleep(1)
        old.ok("device", "revoke", approved["deviceId"], "--reason", "lost", "--yes")
        answered = time.monotonic()
        for told, kind in zip(watches, ("deviceRevoked", "deviceRevoked", "ownRevocationLearned")):
            told.event(kind, approved["deviceId"], answered)
        for told in watches:
            assert told.watch.end() == 0
        third.stop()
