"""signet device approve and object, and revoke by words: what the recovery key and older devices say of others"""

import pytest
from conftest import PASSWORD
from test_device_forget_keys import kinds
from test_device_link import linked
from test_device_revoke import back_up
from test_recovery import made, rehearse, sheet

QUICK_KEYS = True


@pytest.fixture
def three(ada, empty):
    """Ada's desk, the words of her kit, and a tablet that came in by a backup: it waits for its three days."""
    [words] = made(ada, password=PASSWORD)
    empty.ok("backup", "restore", str(back_up(ada, "first.gz")), "--device-name", "tablet", password=PASSWORD)
    empty.until(lambda: empty.ok("status")["keys"] == "ready", seconds=180)
    empty.wait_idle()
    ada.ok("backup", "restore", str(back_up(empty, "second.gz")), "--merge", password=PASSWORD)
    return ada, empty, words


def state(home, device):
    [entry] = [entry for entry in home.ok("device", "list")["devices"] if entry["deviceId"] == device]
    return entry["state"]


def said(home):
    return [statement["kind"] for statement in home.ok("log")["statements"]]


def exchanged(one, other):
    """What one knows, the other takes in."""
    other.ok("backup", "restore", str(back_up(one, f"exchange-{one.secrets}.gz")), "--merge", password=PASSWORD)


def test_an_older_device_approves_one_that_waits_and_it_counts_at_once(three):
    ada, tablet, _ = three
    device = tablet.account()["deviceId"]
    assert state(ada, device) == "pending"
    assert "pendingStatement" in {item["subject"] for item in ada.run("forecast").json["items"]}
    ada.wait_idle()
    before = ada.tree()
    ada.refused(3, "wrongPasswordOrDamaged", "device", "approve", "tablet", password="wrong")
    ada.refused(3, "passwordNeeded", "device", "approve", "tablet")
    ada.refused(1, "deviceNotFound", "device", "approve", "nobody", password=PASSWORD)
    ada.refused(2, "nothingPending", "device", "approve", "desk", password=PASSWORD)
    assert ada.tree() == before and ada.stray_files() == []
    answer = ada.ok("device", "approve", "tablet", password=PASSWORD)
    assert answer["deviceId"] == device and len(answer["statements"]) == 1
    assert state(ada, device) == "active" and said(ada)[-1] == "countersignature"
    assert "deviceApproved" in kinds(ada)
    ada.refused(2, "nothingPending", "device", "approve", "tablet", password=PASSWORD)
    # The other one takes it in, and may act: it throws out a device at once.
    exchanged(ada, tablet)
    assert state(tablet, device) == "active"
    assert ada.ok("log", "--verify")["problems"] == []


def test_a_device_that_waits_itself_vouches_for_nobody(three):
    _, tablet, _ = three
    before = said(tablet)
    refused = tablet.refused(2, "approvalRefused", "device", "approve", "tablet", password=PASSWORD)
    assert "--words" in refused.json["error"]["hint"]
    assert said(tablet) == before


def test_words_approve_a_device_without_the_archive(three):
    ada, tablet, words = three
    device = tablet.account()["deviceId"]
    wrong = ada.file(" ".join(words[:-1] + [words[0]]).encode())
    ada.refused(3, "shareChecksumWrong", "device", "approve", "tablet", "--words-file", wrong)
    ada.refused(3, "wordsNeeded", "device", "approve", "tablet", "--words")
    # Once a kit was rehearsed the seed has left the archive.
    assert rehearse(ada, words, password=PASSWORD).status == 0
    refused = ada.refused(3, "wordsNeeded", "device", "object", "tablet", password=PASSWORD)
    assert "--words" in refused.json["error"]["hint"]
    assert state(ada, device) == "pending"
    answer = ada.ok("device", "approve", "tablet", "--words-file", sheet(ada, words))
    assert answer["deviceId"] == device and state(ada, device) == "active"
    assert "recoveryUsed" in kinds(ada) and ada.ok("log", "--verify")["problems"] == []


def test_words_of_another_account_say_nothing(three, home_of):
    ada, tablet, _ = three
    [foreign] = made(home_of("bob"))
    before = said(ada)
    for words in (["approve", "tablet"], ["object", "tablet"], ["revoke", "tablet", "--yes"]):
        ada.refused(3, "recoveryKeyWrong", "device", *words, "--words-file", sheet(ada, foreign),
                    **({"password": PASSWORD} if words[0] == "revoke" else {}))
        if words[0] != "revoke":
            assert said(ada) == before
    # The revocation itself took the password and not the words: it stands.
    assert state(ada, tablet.account()["deviceId"]) == "revoked"


def test_an_objection_keeps_a_device_out_that_waits(three):
    ada, tablet, _ = three
    device = tablet.account()["deviceId"]
    ada.refused(2, "nothingPending", "device", "object", "desk", password=PASSWORD)
    ada.refused(2, "nothingPending", "device", "object", "--rotation", password=PASSWORD)
    ada.refused(64, None, "device", "object")
    ada.refused(64, None, "device", "object", "tablet", "--rotation")
    # The seed is in the archive as long as the kit was never rehearsed.
    ada.ok("device", "object", "tablet", password=PASSWORD)
    assert said(ada)[-1] == "objection" and state(ada, device) != "active"
    ada.refused(2, "nothingPending", "device", "approve", device, password=PASSWORD)
    assert ada.ok("log", "--verify")["problems"] == []


def test_words_confirm_a_revocation_and_its_device_destroys_its_keys_at_once(three):
    ada, tablet, words = three
    device = tablet.account()["deviceId"]
    ada.ok("device", "revoke", device, "--reason", "stolen", password=PASSWORD)
    before = said(ada)
    answer = ada.ok("device", "revoke", device, "--words-file", sheet(ada, words))
    assert answer["deviceId"] == device and said(ada) == before + ["countersignature"]
    ada.refused(2, "nothingPending", "device", "revoke", device, "--words-file", sheet(ada, words))
    exchanged(ada, tablet)
    tablet.until(lambda: tablet.ok("status")["revoked"]["keys"] == "pending")
    tablet.stop()
    tablet.until(lambda: tablet.ok("status")["keys"] == "destroyed")
    [event] = [event for event in tablet.ok("history")["events"] if event["kind"] == "ownKeysDestroyed"]
    assert event["details"]["reason"] == "recoveryKey"


def test_an_objection_typed_on_a_revoked_device_keeps_its_keys(three):
    ada, tablet, words = three
    device = tablet.account()["deviceId"]
    ada.ok("device", "revoke", device, password=PASSWORD)
    exchanged(ada, tablet)
    assert tablet.ok("status")["revoked"]["keys"] == "pending"
    answer = tablet.ok("device", "object", device, "--words-file", sheet(tablet, words))
    assert answer["deviceId"] == device
    status = tablet.ok("status")
    assert status["revoked"] == {"keys": "objected"} and status["keys"] == "ready"
    assert tablet.ok("forecast")["items"] == []
    tablet.refused(2, "deviceRevoked", "send", tablet.id, "still out")
    tablet.refused(2, "nothingPending", "device", "object", device, "--words-file", sheet(tablet, words))
    tablet.stop()
    assert tablet.ok("status")["revoked"] == {"keys": "objected"}
    # Who is at it may destroy them all the same.
    tablet.ok("device", "forget-keys", "--yes")
    assert tablet.ok("status")["keys"] == "destroyed"


@pytest.fixture
def laptop(home_of, empty, relay):
    """Ada's desk, the words of her kit, and a laptop that she threw out and that knows it."""
    ada = home_of("none")
    ada.know([relay])
    [words] = made(ada)
    linked(ada, empty, relay)
    empty.know([relay])
    ada.ok("device", "revoke", "laptop", "--reason", "lost", "--yes")
    empty.until(lambda: empty.ok("status").get("revoked", {}).get("keys") == "pending", seconds=120)
    return ada, empty, words


def test_an_objection_that_is_made_elsewhere_reaches_the_device_that_was_thrown_out(laptop):
    ada, out, _ = laptop
    ada.ok("device", "object", "laptop", "--yes")
    out.until(lambda: out.ok("status")["revoked"]["keys"] == "objected", seconds=120)
    assert said(out)[-1] == "objection"
    # It hears what the log says, and no more than that: nothing is signed, sent, or taken in.
    out.refused(2, "deviceRevoked", "send", ada.id, "still out")
    assert out.ok("log", "--verify")["problems"] == []


def test_a_word_of_the_recovery_key_elsewhere_has_the_device_destroy_its_keys(laptop):
    ada, out, words = laptop
    ada.ok("device", "revoke", "laptop", "--words-file", sheet(ada, words), "--yes")
    out.until(lambda: out.ok("status")["keys"] == "destroyed", seconds=180)
    [event] = [event for event in out.ok("history")["events"] if event["kind"] == "ownKeysDestroyed"]
    assert event["details"]["reason"] == "recoveryKey"
