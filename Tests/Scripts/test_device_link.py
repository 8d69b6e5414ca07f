"""signet device join and signet device link: another machine becomes a device of the account, over a relay"""

import contextlib
import json
import os
import re
import select
import signal
import subprocess
import time

from conftest import BINARIES, PASSWORD

QUICK_KEYS = True

LINK = re.compile(r"signet:link/1\?relay=http://[\w.:]+&k=[\w-]{43}&s=[\w-]{43}")
DIGITS = re.compile(r"[1-9]\d{3}-[1-9]\d{3}-[1-9]\d{3}")


class Running:
    """A command with --json that tells several things, one object a line."""

    def __init__(self, home, *words):
        self.process = subprocess.Popen(
            [str(BINARIES / "signet"), *words, "--json", "--home", str(home.home)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=home.environment, cwd=home.folder,
            start_new_session=True)

    def line(self, seconds=60):
        """The next object that it tells."""
        assert select.select([self.process.stdout], [], [], seconds)[0], "it told nothing"
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        return json.loads(line)

    def end(self, seconds=90):
        """(status, last object) once it is over."""
        out, _ = self.process.communicate(timeout=seconds)
        return self.process.returncode, json.loads(out.splitlines()[-1]) if out else None


@contextlib.contextmanager
def command(home, *words):
    running = Running(home, *words)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
        running.process.communicate()


def joining(home, relay, *words):
    return command(home, "device", "join", "--relay", relay.url, *words)


def linked(old, new, relay, *words, name="laptop", joining_words=()):
    """Links `new`; what both commands answered."""
    with joining(new, relay, "--device-name", name, *joining_words) as join:
        link = join.line()["link"]
        with command(old, "device", "link", link, *words) as approve:
            digits = join.line()["digits"]
            assert DIGITS.fullmatch(digits)
            approve.process.stdin.write(digits + "\n")
            approve.process.stdin.flush()
            status, approved = approve.end()
            assert status == 0, approved
        status, joined = join.end()
        assert status == 0, joined
    return approved, joined


def states(home):
    return {device["name"]: (device["state"], device["role"]) for device in home.ok("device", "list")["devices"]}


def test_a_laptop_is_linked_as_a_leaf_and_writes_for_the_account(home_of, empty, relay):
    old = home_of("none")
    bob = home_of("bob")
    for home in (old, bob):
        home.know([relay])
    old.meet(bob, "Bob")
    approved, joined = linked(old, empty, relay)
    assert (approved["role"], approved["deviceName"], approved["warnings"]) == ("leaf", "laptop", [])
    assert (joined["id"], joined["deviceId"], joined["role"]) == (old.id, approved["deviceId"], "leaf")
    assert states(old) == states(empty) == {"desk": ("active", "full"), "laptop": ("active", "leaf")}
    status = empty.ok("status")
    assert (status["id"], status["role"], status["keys"]) == (old.id, "leaf", "ready")
    assert not (empty.home / "accounts" / old.id / "archive.gz").exists()
    # It is an account like any: contacts and relays have come along, and what it sends is the account's word.
    assert [contact["name"] for contact in empty.ok("contact", "list")["contacts"]] == ["Bob"]
    bob.meet(old, "Ada")
    empty.ok("send", "Bob", "from the laptop")
    assert bob.message("from the laptop")["verified"] is True
    bob.ok("send", "Ada", "to all of Ada")
    for home in (old, empty):
        assert home.message("to all of Ada")["verified"] is True
    # Both histories tell it, and so do those who watch.
    for home in (old, empty):
        assert "deviceAdded" in [event["kind"] for event in home.ok("history")["events"]]


def test_a_leaf_says_that_it_has_no_archive(home_of, empty, relay):
    old = home_of("none")
    linked(old, empty, relay)
    backup = str(empty.folder / "backup.gz")
    for words in (["backup", "create", backup], ["account", "password", "--no-password"], ["device", "renew"],
                  ["key", "make"], ["device", "link", "signet:link/1?relay=http://127.0.0.1:1&k=&s="]):
        empty.refused(2, "leafDevice", *words)
    assert not os.path.exists(backup)
    doctor = empty.ok("doctor")
    assert not [finding for finding in doctor["findings"] if finding.get("account") and finding["severity"] != "notice"]
    empty.stop()
    assert empty.ok("status")["keys"] == "ready"


def test_a_full_device_gets_the_archive_and_its_password(home_of, empty, relay):
    old = home_of("password")
    approved, joined = linked(old, empty, relay, "--role", "full", "--password-file", old.secret(PASSWORD))
    assert approved["role"] == joined["role"] == "full"
    assert empty.ok("account", "list")["accounts"][0]["hasPassword"] is True
    backup = str(empty.folder / "backup.gz")
    empty.refused(3, "wrongPasswordOrDamaged", "backup", "create", backup, "--password-file", empty.secret("wrong"))
    empty.ok("backup", "create", backup, "--password-file", empty.secret(PASSWORD))
    assert empty.ok("backup", "inspect", backup, "--password-file", empty.secret(PASSWORD))["id"] == old.account()["id"]


def test_a_leaf_is_linked_by_the_password_and_gets_none(ada, empty, relay):
    with joining(empty, relay) as join:
        link = join.line()["link"]
        ada.refused(3, "wrongPasswordOrDamaged", "device", "link", link, "--password-file", ada.secret("wrong"))
        ada.refused(3, "passwordNeeded", "device", "link", link)
    approved, _ = linked(ada, empty, relay, "--password-file", ada.secret(PASSWORD))
    assert approved["role"] == "leaf"
    assert empty.ok("account", "list")["accounts"][0]["hasPassword"] is False


def test_wrong_digits_three_times_and_nothing_is_linked(home_of, empty, relay):
    old = home_of("none")
    before = old.ok("device", "list")
    with joining(empty, relay) as join:
        link = join.line()["link"]
        with command(old, "device", "link", link) as approve:
            digits = join.line()["digits"]
            wrong = "1000-1000-1000" if digits != "1000-1000-1000" else "1000-1000-1001"
            approve.process.stdin.write(f"12\n{wrong}\nabc\n{wrong}\n{wrong}\n{digits}\n")
            approve.process.stdin.flush()
            status, answer = approve.end()
            assert (status, answer["error"]["code"]) == (2, "digitsWrong")
        # The link is of no use any more, for whoever has the right digits.
        with command(old, "device", "link", link, "--digits", digits) as again:
            time.sleep(3)
            assert again.process.poll() is None or again.end()[0] != 0
        assert join.process.poll() is None or join.end()[0] != 0
    assert old.ok("device", "list") == before
    assert empty.ok("account", "list")["accounts"] == []


def test_who_has_the_link_alone_links_nothing(home_of, empty, relay):
    old, eve = home_of("none"), home_of("eve")
    before = [home.ok("device", "list") for home in (old, eve)]
    with joining(empty, relay) as join:
        link = join.line()["link"]
        # Eve has seen the link, and is first.
        with command(eve, "device", "link", link) as first:
            join.line()
            with command(old, "device", "link", link) as second:
                status, answer = second.end()
                assert (status, answer["error"]["code"]) == (2, "linkTaken")
            assert first.process.poll() is None
    assert [home.ok("device", "list") for home in (old, eve)] == before


def test_digits_that_nobody_types_link_nothing(home_of, empty, relay):
    old = home_of("none")
    before = old.ok("device", "list")
    with joining(empty, relay) as join:
        link = join.line()["link"]
        with command(old, "device", "link", link) as approve:
            join.line()
            approve.process.stdin.close()
            approve.process.stdin = None
            status, answer = approve.end()
            assert (status, answer["error"]["code"]) == (2, "digitsNeeded")
    assert old.ok("device", "list") == before


def test_an_interrupted_join_leaves_nothing(empty, relay):
    tree = empty.ok("account", "list") and empty.tree()
    codes = [str(empty.folder / "link.png"), str(empty.folder / "link.svg")]
    with joining(empty, relay, "--png", codes[0], "--svg", codes[1]) as join:
        assert LINK.fullmatch(join.line()["link"])
        assert all(os.path.exists(path) for path in codes)
        join.process.send_signal(signal.SIGINT)
        status, answer = join.end()
        assert (status, answer["error"]["code"]) == (1, "operationCancelled")
    assert not any(os.path.exists(path) for path in codes)
    empty.wait_idle()
    assert empty.tree() == tree


def test_a_daemon_that_ends_does_not_wait_for_a_person(empty, relay):
    with joining(empty, relay) as join:
        join.line()
        began = time.monotonic()
        empty.stop()
        assert time.monotonic() - began < 10
        assert join.end()[0] != 0


def test_what_is_no_link_and_no_relay_is_refused(home_of, empty, relay):
    old = home_of("none")
    for link in ("hello", "signet:link/2?relay=http://127.0.0.1:1&k=a&s=b", "signet:link/1?relay=http://127.0.0.1:1",
                 "signet:link/1?relay=http://127.0.0.1:1&k=" + "A" * 43 + "&s=" + "A" * 42):
        old.refused(1, "linkMalformed", "device", "link", link)
    old.refused(64, "usage", "device", "link", "x", "--role", "king")
    empty.refused(1, "addressRefused", "device", "join", "--relay", "relay.example")
    empty.refused(5, "relayUnreachable", "device", "join", "--relay", "http://127.0.0.1:1")
    code = empty.folder / "there.png"
    code.write_text("mine")
    empty.refused(2, "fileExists", "device", "join", "--relay", relay.url, "--png", str(code))
    assert code.read_text() == "mine" and empty.ok("account", "list")["accounts"] == []


def test_a_person_sees_the_link_its_code_and_the_digits(home_of, empty, relay):
    old = home_of("none")
    join = empty.terminal("device", "join", "--relay", relay.url, "--device-name", "laptop")
    join.expect("▀|▄|█")
    join.expect(LINK)
    approve = old.terminal("device", "link", join.match[0], "--role", "full")
    approve.expect("the account's key, and with it everything")
    join.expect(DIGITS)
    digits = join.match[0]
    approve.expect(r"laptop \(Linux .*asks to become a full device")
    approve.expect("Digits that the new device shows: ")
    approve.sendline("1000 1000 1000" if digits != "1000-1000-1000" else "1001 1000 1000")
    approve.expect("tries left: 2")
    approve.sendline(digits.replace("-", " "))
    approve.expect("role +full")
    join.expect("role +full")
    for process in (approve, join):
        process.expect("\\Z|$")
        process.close()
