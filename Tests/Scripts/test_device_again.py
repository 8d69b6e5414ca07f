"""A machine that is linked again: it takes the place of the device that it was, and nothing is there twice"""

import json
import sqlite3

from conftest import PASSWORD
from test_device_file import approved, asked
from test_device_link import linked

QUICK_KEYS = True

STRANGER = "0123456789abcdef0123456789abcdef01234567"


def devices(home):
    return {device["deviceId"]: (device["state"], device["role"]) for device in home.ok("device", "list")["devices"]}


def this(home):
    [mine] = [device["deviceId"] for device in home.ok("device", "list")["devices"] if device["isThis"]]
    return mine


def keys(home, purpose):
    return [key["keyId"] for key in home.ok("key", "list")["keys"]
            if key["purpose"] == purpose and "retiredAt" not in key]


def superseded_everywhere(homes, former, present):
    for home in homes:
        home.until(lambda home=home: devices(home).get(former, ("", ""))[0] == "superseded")
        assert devices(home)[present][0] == "active"
        assert len([state for state, _ in devices(home).values() if state == "active"]) == 2


def test_a_leaf_that_is_linked_again_becomes_full_and_keeps_what_it_has(home_of, empty, relay):
    old, bob = home_of("password"), home_of("bob")
    password = ["--password-file", old.secret(PASSWORD)]
    for home in (old, bob):
        home.know([relay])
    old.meet(bob, "Bob")
    linked(old, empty, relay, *password)
    leaf = this(empty)
    bob.meet(old, "Ada")
    empty.ok("send", "Bob", "from the leaf")
    bob.message("from the leaf")
    bob.ok("send", "Ada", "to the leaf")
    empty.message("to the leaf")
    receive = keys(empty, "receive")
    signing = keys(empty, "signing")

    answer, joined = linked(old, empty, relay, "--role", "full", *password)
    full = this(empty)
    assert answer["supersedes"] == joined["supersedes"] == leaf and answer["deviceId"] == full != leaf
    # It is called what it was called before, and what was at hand still is.
    assert (joined["role"], joined["deviceName"]) == ("full", "laptop")
    assert {message["text"] for message in empty.inbox("--keep-unread") if "text" in message} >= {"to the leaf"}
    assert [contact["name"] for contact in empty.ok("contact", "list")["contacts"]] == ["Bob"]
    assert keys(empty, "receive") == receive and keys(empty, "signing") != signing
    assert len(keys(empty, "signing")) == len(keys(empty, "wrap")) == 1
    superseded_everywhere([old, empty], leaf, full)
    # And it works: it has the archive, and its word is the account's.
    assert empty.account()["hasPassword"] is True
    backup = str(empty.folder / "backup.gz")
    empty.ok("backup", "create", backup, "--password-file", empty.secret(PASSWORD))
    empty.ok("send", "Bob", "from the full one")
    assert bob.message("from the full one")["verified"] is True
    bob.ok("send", "Ada", "still there?")
    for home in (old, empty):
        assert home.message("still there?")["verified"] is True
    # What was revoked is the former device, by its own word, and for that reason.
    kinds = [(event["kind"], event["details"].get("deviceId")) for event in empty.ok("history")["events"]]
    assert ("deviceRevoked", leaf) in kinds
    problems = [finding for finding in empty.ok("doctor")["findings"] if finding["severity"] == "problem"]
    assert problems == []
    empty.stop()
    assert empty.ok("status")["keys"] == "ready" and this(empty) == full


def test_linked_again_by_file_and_the_network_comes_later(home_of, empty, relay):
    old = home_of("none")
    request, digits = asked(empty, "a.request", "--device-name", "laptop")
    approval, _ = approved(old, request, digits)
    empty.ok("device", "join", "--approval", str(approval))
    leaf = this(empty)
    request, digits = asked(empty, "again.request", "--account", old.id)
    approval, answer = approved(old, request, digits, name="again.approval")
    assert answer["supersedes"] == leaf and answer["warnings"] == []
    joined = empty.ok("device", "join", "--approval", str(approval))
    assert joined["supersedes"] == leaf and joined["deviceName"] == "laptop"
    present = this(empty)
    empty.until(lambda: devices(empty)[leaf][0] == "superseded")
    # The old one cannot know yet; both are there until it does.
    assert devices(old)[leaf][0] == "active"
    for home in (old, empty):
        home.know([relay])
    superseded_everywhere([old, empty], leaf, present)


def test_a_full_device_is_not_made_a_leaf(home_of, empty, relay):
    old = home_of("none")
    linked(old, empty, relay, "--role", "full")
    before = [devices(home) for home in (old, empty)]
    request, digits = asked(empty, "a.request", "--account", old.id)
    old.refused(2, "requestRefused", "device", "link", "--request", str(request), "--approval",
                str(old.folder / "a"), "--digits", digits)
    assert [devices(home) for home in (old, empty)] == before and not (old.folder / "a").exists()
    # One that did not say what it is: the answer is refused where it would have to lose its archive.
    request, digits = asked(empty, "b.request")
    approval, _ = approved(old, request, digits)
    refused = empty.refused(2, "linkAnswerRefused", "device", "join", "--approval", str(approval))
    assert "--role full" in refused.json["error"]["hint"]
    assert devices(empty) == before[1] and (empty.home / "accounts" / old.id / "archive.gz").exists()
    # As a full one it is taken, by the same request.
    former = this(empty)
    approval, answer = approved(old, request, digits, "--role", "full", name="c")
    assert answer["role"] == "full"
    joined = empty.ok("device", "join", "--approval", str(approval))
    assert (joined["deviceId"], joined["supersedes"]) == (answer["deviceId"], former) and this(empty) != former


def test_somebody_who_only_says_that_he_is_a_device_does_not_take_its_place(home_of, empty, relay):
    old = home_of("none")
    linked(old, empty, relay)
    leaf = this(empty)
    # Its data was copied without the key that signs, so that it has no word.
    thief = home_of("bob")
    request, digits = asked(thief, "a.request", "--device-name", "laptop", "--account", thief.id)
    before = devices(old)
    # Another account's claim says nothing here.
    members = json.loads(request.read_text())
    assert members["former"]["device"] == this(thief)
    approval, answer = approved(old, request, digits)
    assert "supersedes" not in answer
    [warning] = answer["warnings"]
    assert "called laptop too" in warning and leaf[:8] in warning
    assert devices(old) == {**before, answer["deviceId"]: ("active", "leaf")}


def test_after_its_account_was_forgotten_a_machine_is_named_to_the_person(home_of, empty, relay):
    old = home_of("none")
    linked(old, empty, relay)
    leaf = this(empty)
    empty.ok("account", "forget", "--account", old.id, "--yes")
    answer, _ = linked(old, empty, relay)
    assert "supersedes" not in answer and len(devices(old)) == 3
    [warning] = answer["warnings"]
    assert f"signet device revoke {leaf[:8]} --reason superseded" in warning
    old.ok("device", "revoke", leaf, "--reason", "superseded", "--yes")
    assert devices(old)[leaf][0] == "superseded"


def test_a_machine_that_missed_that_the_account_has_another_key_is_the_same_account_when_it_is_linked_again(
        home_of, empty, relay):
    ada = home_of("none")
    ada.know([relay])
    linked(ada, empty, relay)
    empty.know([relay])
    former, old = this(empty), ada.id
    empty.ok("contact", "add", STRANGER, "--name", "Zed")
    empty.stop()
    new = ada.ok("key", "rotate", "account", "--yes")["accountRotation"]["newId"]
    # It has not heard of it when it is linked.
    with sqlite3.connect(next(empty.home.glob("accounts/*/account.sqlite"))) as database:
        assert database.execute("SELECT COUNT(*) FROM setting WHERE name LIKE 'account.handed.%'").fetchone() == (0,)
    _, joined = linked(ada, empty, relay)
    [account] = empty.ok("account", "list")["accounts"]
    assert (account["id"], account["earlierIds"], joined["id"]) == (new, [old], new)
    assert this(empty) != former and joined["supersedes"] == former
    assert [contact["name"] for contact in empty.ok("contact", "list")["contacts"]] == ["Zed"]
    ada.until(lambda: devices(ada).get(former) == ("superseded", "leaf"), seconds=120)
