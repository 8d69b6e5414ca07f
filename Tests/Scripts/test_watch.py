"""signet watch: live, one line a message, over restarts of the daemon"""

import json
import os
import select
import signal
import time

import pytest
from Harness import processes


class Watch:
    """A running `signet watch --json`; its lines as they come."""

    def __init__(self, home, *words):
        self.process = home.start("watch", *words)
        self.rest = b""

    def next(self, seconds=30):
        end = time.monotonic() + seconds
        descriptor = self.process.stdout.fileno()
        while b"\n" not in self.rest:
            left = end - time.monotonic()
            assert left > 0 and select.select([descriptor], [], [], left)[0], "nothing came in time"
            piece = os.read(descriptor, 65536)
            assert piece, f"watch ended: {self.process.stderr.read()}"
            self.rest += piece
        line, _, self.rest = self.rest.partition(b"\n")
        return json.loads(line)

    def text(self, text, seconds=30):
        """The next message, which must have this text."""
        message = self.next(seconds)
        assert message["text"] == text
        return message

    def end(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)


@pytest.fixture
def watch(friends):
    made = []

    def start(*words):
        made.append(Watch(friends.ada, *words))
        # Until the daemon has it: what comes before it begins to watch is not shown.
        time.sleep(1)
        return made[-1]

    yield start
    for each in made:
        if each.process.poll() is None:
            each.process.kill()
            each.process.wait()


def test_a_message_is_shown_within_seconds_and_ctrl_c_ends_it_well(friends, watch):
    watching = watch()
    friends.bob.ok("send", "Ada", "are you there?")
    began = time.monotonic()
    message = watching.text("are you there?")
    assert (message["from"], message["verified"]) == (friends.bob.id, True)
    assert time.monotonic() - began < 10
    assert watching.end() == 0


def test_changes_of_a_message_are_shown_too(friends, watch):
    watching = watch("--with", "Bob")
    sent = friends.bob.ok("send", "Ada", "tpyo")
    watching.text("tpyo")
    friends.bob.ok("edit", sent["id"], "typo")
    assert watching.text("typo")["edited"] is True
    friends.bob.ok("react", sent["id"], ":smile:")
    assert watching.text("typo")["reactions"] == [{"reaction": ":smile:", "from": [friends.bob.id]}]
    friends.bob.ok("delete", sent["id"])
    assert watching.next()["deleted"] is True
    own = friends.ada.ok("send", "Bob", "mine")
    friends.bob.message("mine")
    friends.bob.ok("react", own["id"], ":heart:")
    assert watching.text("mine")["reactions"][0]["reaction"] == ":heart:"
    assert watching.end() == 0


def test_it_goes_on_where_it_was_when_the_daemon_is_killed_and_started_again(friends, watch):
    watching = watch()
    friends.bob.ok("send", "Ada", "before the kill")
    watching.text("before the kill")
    daemon = friends.ada.daemon()
    processes.kill_all([daemon])
    processes.wait_gone([daemon])
    friends.bob.ok("send", "Ada", "while it was away", "--wait", "60")
    time.sleep(1)
    assert friends.ada.daemon() is None, "watch must not start what somebody stopped"
    friends.ada.ok("status")
    watching.text("while it was away")
    friends.bob.ok("send", "Ada", "after it came back")
    watching.text("after it came back")
    assert watching.end() == 0


def test_to_people_it_is_one_line_a_message(friends):
    child = friends.ada.terminal("watch", "--with", "Bob")
    child.expect_exact("Watching; Ctrl-C ends it.")
    sent = friends.bob.text("send", "Ada", "-", "--json", input="first\nsecond \x1b[1m").json
    child.expect(r"\d\S+Z " + sent["id"] + r" Bob: first\\nsecond \\u\{1b\}\[1m\r\n")
    child.sendintr()
    child.wait()
    assert child.exitstatus == 0


def test_nobody_to_watch_is_told_at_once(friends):
    friends.ada.refused(1, "contactNotFound", "watch", "--with", "Nobody")
