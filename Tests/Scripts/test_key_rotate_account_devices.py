"""signet key rotate account: the account's other devices come along, by what the one that rotates hands to each"""

import json
import sqlite3

from conftest import PASSWORD
from test_device_link import linked
from test_device_revoke import back_up

QUICK_KEYS = True


def ids(home):
    account = home.ok("account", "list")["accounts"][0]
    return account["id"], account.get("earlierIds", [])


def gone_over(home, new, seconds=180):
    home.until(lambda: ids(home)[0] == new, seconds=seconds)


def rotated(home, *words):
    answer = home.ok("key", "rotate", "account", *words)
    return answer["accountRotation"]


def test_a_leaf_and_a_full_device_come_along_and_go_on(home_of, empty, empty_too, relay):
    ada = home_of("none")
    ada.know([relay])
    linked(ada, empty, relay, name="laptop")
    linked(ada, empty_too, relay, "--role", "full", name="phone")
    bob = home_of("bob")
    for home in (bob, empty, empty_too):
        home.know([relay])
    ada.meet(bob, "Bob")
    bob.meet(ada, "Ada")
    old = ada.id
    plan = ada.ok("key", "rotate", "account", "--dry-run")
    assert sorted(device["name"] for device in plan["devices"]) == ["laptop", "phone"]
    assert plan["devicesLeft"] == []
    report = rotated(ada)
    new = report["newId"]
    assert (report["devices"], report["devicesLeft"]) == (plan["devices"], [])
    for home in (empty, empty_too):
        gone_over(home, new)
        assert ids(home) == (new, [old])
        assert [event["details"]["newId"] for event in home.ok("history")["events"]
                if event["kind"] == "accountRotated"] == [new]
        assert home.stray_files() == []
        chain = home.ok("device", "list")["devices"]
        assert {device["state"] for device in chain} == {"active"}
    # Each writes as the account, by its new key; and the leaf has nothing that it did not have before.
    bob.until(lambda: bob.ok("contact", "show", old).get("presentId") == new, seconds=120)
    for home, text in ((empty, "from the leaf"), (empty_too, "from the full device"), (ada, "from the first")):
        contact = home.ok("contact", "list")["contacts"]
        if not contact:
            home.meet(bob, "Bob")
        home.ok("send", bob.id, text)
        message = bob.message(text)
        assert (message["verified"], message["from"]) == (True, bob.message("from the leaf")["from"])
    bob.ok("send", old, "to all of Ada")
    for home in (ada, empty, empty_too):
        assert home.message("to all of Ada")["verified"] is True
    assert not (empty.home / "accounts" / old / "archive.gz").exists()
    # The full device has the account: its backup is one of the new ID, and it throws the leaf out.
    backup = back_up(empty_too, "after.gz", password=None)
    assert empty_too.inspect(backup)["id"] == new
    empty_too.ok("device", "revoke", "laptop")
    ada.until(lambda: {d["name"]: d["state"] for d in ada.ok("device", "list")["devices"]}["laptop"] == "revoked")


def test_with_a_password_it_waits_until_somebody_gives_it(home_of, empty, relay):
    ada = home_of("password")
    ada.know([relay])
    secret = ("--password-file", ada.secret(PASSWORD))
    linked(ada, empty, relay, "--role", "full", *secret, name="phone")
    empty.know([relay])
    old = ada.id
    new = rotated(ada, *secret)["newId"]
    [path] = empty.home.glob("accounts/*/account.sqlite")

    def handed():
        with sqlite3.connect(path, timeout=30) as database:
            return database.execute("SELECT value FROM setting WHERE name LIKE 'account.handed.%'").fetchall()

    [[kept]] = empty.until(handed, seconds=120)
    assert (ids(empty), empty.ok("status")["keys"]) == ((old, []), "pending")
    # What is kept opens nothing by itself: the keys are sealed to the one in the archive.
    sealed = json.loads(kept)["keys"]
    assert sealed and all(text.count(".") == 4 for text in sealed)
    assert ids(empty) == (old, [])
    refused = empty.run("backup", "create", str(empty.folder / "x.gz"), "--password-file", empty.secret("wrong"))
    assert refused.status != 0 and ids(empty) == (old, [])
    backup = back_up(empty, "own.gz")
    assert (ids(empty), empty.ok("status")["keys"]) == ((new, [old]), "ready")
    shown = empty.inspect(backup, PASSWORD)
    assert shown["id"] == new
    # It holds the account now.
    third = rotated(empty, "--password-file", empty.secret(PASSWORD))
    assert third["oldId"] == new and empty.stray_files() == []


def test_a_device_that_was_off_for_two_rotations_comes_along(home_of, empty, relay):
    ada = home_of("none")
    ada.know([relay])
    linked(ada, empty, relay, "--role", "full", name="phone")
    empty.know([relay])
    empty.stop()
    old = ada.id
    first = rotated(ada)["newId"]
    second = rotated(ada)["newId"]
    assert len({old, first, second}) == 3
    empty.ok("status")
    gone_over(empty, second)
    backup = back_up(empty, "after.gz", password=None)
    assert empty.inspect(backup)["id"] == second


def test_a_device_that_is_thrown_out_in_the_same_step_stays_behind(home_of, empty, empty_too, relay):
    ada = home_of("none")
    ada.know([relay])
    linked(ada, empty, relay, name="laptop")
    linked(ada, empty_too, relay, "--role", "full", name="phone")
    for home in (empty, empty_too):
        home.know([relay])
    old = ada.id
    answer = ada.ok("device", "revoke", "phone", "--rotate-account", "yes")
    report = answer["accountRotation"]
    assert [device["name"] for device in report["devices"]] == ["laptop"]
    gone_over(empty, report["newId"])
    empty_too.until(lambda: "ownRevocationLearned" in [e["kind"] for e in empty_too.ok("history")["events"]],
                    seconds=120)
    assert ids(empty_too) == (old, [])
    [path] = empty_too.home.glob("accounts/*/account.sqlite")
    with sqlite3.connect(path, timeout=30) as database:
        assert database.execute("SELECT COUNT(*) FROM setting WHERE name LIKE 'account.handed.%'").fetchall() == [(0,)]
