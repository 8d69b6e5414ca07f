"""signet key rotate account: another account key and another ID, and those who can follow do"""

import pytest
from conftest import PASSWORD, know_each_other, running_relays
from test_recovery import made, rehearse, sheet

QUICK_KEYS = True

STRANGER = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def pals(moulds, home_of):
    """Ada and Bob, who know each other, for one test alone."""
    with running_relays(2) as relays:
        know_each_other(relays)
        ada, bob = home_of("ada"), home_of("bob")
        for home in (ada, bob):
            home.know(relays)
        ada.meet(bob, "Bob")
        bob.meet(ada, "Ada")
        # Each knows the other's log, by which it follows: it is sent again once the other one has written.
        for one, other in ((ada, bob), (bob, ada)):
            one.ok("send", other.id, "hello")
            other.message("hello", "--with", one.id)
        for home in (ada, bob):
            home.stop()
            home.ok("status")
        for one, other in ((ada, bob), (bob, ada)):
            one.until(lambda one=one, other=other: one.run("log", "--contact", other.id).status == 0, seconds=120)
        yield ada, bob


def show(home, contact):
    return home.ok("contact", "show", contact)


def events(home, kind):
    return [event for event in home.ok("history")["events"] if event["kind"] == kind]


def test_a_contact_follows_at_once_where_the_recovery_key_signs_and_both_write_on(pals):
    ada, bob = pals
    old = ada.id
    number = bob.ok("contact", "verify", old)["number"]
    ada.ok("send", bob.id, "from the old key")
    first = bob.message("from the old key")
    bob.ok("send", old, "to the old key")
    ada.message("to the old key")

    plan = ada.ok("key", "rotate", "account", "--dry-run")
    assert (plan["oldId"], plan["rank"], plan["wordsRaise"]) == (old, "oldNewAndRecovery", False)
    assert [contact["name"] for contact in plan["contacts"]] == ["Bob"] and plan["contactsLeft"] == []
    assert ada.account()["id"] == old
    answer = ada.ok("key", "rotate", "account")
    report = answer["accountRotation"]
    new = report.pop("newId")
    assert report == plan and new != old
    account = ada.account()
    assert (account["id"], account["earlierIds"]) == (new, [old])
    for name in (new, old, old[:10]):
        assert ada.ok("account", "show", "--account", name)["id"] == new
    assert ada.ok("invite")["id"] == new
    assert ada.stray_files() == []

    bob.until(lambda: show(bob, old).get("presentId") == new)
    assert [event["details"]["newId"] for event in events(bob, "contactRotated")] == [new]
    assert "succession" not in show(bob, old) and show(bob, old)["name"] == "Ada"
    assert bob.ok("contact", "verify", old)["number"] == number, "the safety number is another one"
    assert show(bob, new)["id"] == old, "the new ID names another contact"

    ada.ok("send", bob.id, "from the new key")
    later = bob.message("from the new key")
    assert (later["verified"], later["from"], later["conversation"]) == (True, first["from"], first["conversation"])
    assert later["channel"] == first["channel"]
    for contact, text in ((old, "by the old ID"), (new, "by the new ID")):
        bob.ok("send", contact, text)
        assert ada.message(text)["verified"] is True
    # What was written under the old key is the author's own still.
    ada.ok("edit", first["id"], "changed under the new key")
    assert bob.message("changed under the new key")["id"] == first["id"]
    assert len({message["conversation"] for message in bob.inbox("--keep-unread", "--limit", "100")}) == 1
    # Its card is found at the new ID's address.
    bob.until(lambda: show(bob, old).get("cardIssued", 0) >= events(ada, "accountRotated")[0]["at"])


def test_a_restart_finds_everything_under_the_new_key(pals):
    ada, bob = pals
    new = ada.ok("key", "rotate", "account")["accountRotation"]["newId"]
    ada.stop()
    assert ada.account()["id"] == new and ada.ok("status")["keys"] == "ready"
    ada.ok("send", bob.id, "after a restart")
    assert bob.message("after a restart")["verified"] is True
    again = ada.ok("key", "rotate", "account")["accountRotation"]
    assert again["oldId"] == new
    assert ada.account()["earlierIds"] == [ada.id, new]
    bob.until(lambda: show(bob, ada.id).get("presentId") == again["newId"])
    ada.ok("send", bob.id, "after the second one")
    assert bob.message("after the second one")["verified"] is True
    assert ada.ok("log", "--verify")["problems"] == []


def test_without_the_recovery_key_a_contact_waits_and_both_write_on_meanwhile(pals):
    ada, bob = pals
    [words] = made(ada)
    assert rehearse(ada, words).status == 0
    plan = ada.ok("key", "rotate", "account", "--dry-run")
    assert (plan["rank"], plan["wordsRaise"]) == ("oldAndNew", True)
    report = ada.ok("key", "rotate", "account")["accountRotation"]
    assert (report["rank"], report["wordsRaise"]) == ("oldAndNew", True)
    bob.until(lambda: "succession" in show(bob, ada.id))
    contact = show(bob, ada.id)
    [event] = events(bob, "contactRotationPending")
    assert contact["succession"]["state"] == "pending" and "presentId" not in contact
    assert contact["succession"]["until"] == event["at"] + 72 * 3600
    assert contact["succession"]["account"] == event["details"]["account"]
    assert "72" not in contact["note"] and "unless somebody objects" in contact["note"]
    assert "pending key" in bob.text("contact", "list").out
    assert events(bob, "contactRotated") == []
    # The device is the same, and is listed: what it says is heard meanwhile.
    ada.ok("send", bob.id, "in the meantime")
    assert bob.message("in the meantime")["verified"] is True
    bob.ok("send", ada.id, "the other way")
    assert ada.message("the other way")["verified"] is True
    refused = ada.refused(2, "rotationRefused", "key", "rotate", "account")
    assert "still the one that others follow" in refused.json["error"]["reason"]


def test_words_of_the_kit_make_it_followed_at_once(pals):
    ada, bob = pals
    [words] = made(ada)
    assert rehearse(ada, words).status == 0
    archive = ada.archive(ada.id)
    before = archive.read_bytes(), ada.account(), ada.ok("key", "list"), ada.ok("log")["heads"]
    [others] = made(bob)
    ada.refused(3, "recoveryKeyWrong", "key", "rotate", "account", "--words-file", sheet(ada, others))
    ada.refused(3, "wordsNeeded", "key", "rotate", "account", "--words")
    assert (archive.read_bytes(), ada.account(), ada.ok("key", "list"), ada.ok("log")["heads"]) == before
    report = ada.ok("key", "rotate", "account", "--words-file", sheet(ada, words))["accountRotation"]
    assert report["rank"] == "oldNewAndRecovery"
    bob.until(lambda: show(bob, ada.id).get("presentId") == report["newId"])


def test_a_backup_of_after_is_of_the_same_account_here_and_opens_elsewhere(ada, empty):
    old = ada.id
    early = str(ada.folder / "early.gz")
    ada.ok("backup", "create", early, password=PASSWORD)
    new = ada.ok("key", "rotate", "account", password=PASSWORD)["accountRotation"]["newId"]
    late = str(ada.folder / "late.gz")
    ada.ok("backup", "create", late, password=PASSWORD)
    assert ada.inspect(late, password=PASSWORD)["id"] == new
    assert ada.inspect(late, password=PASSWORD)["warnings"] == []
    ada.ok("backup", "restore", late, "--merge", password=PASSWORD)
    ada.refused(2, "accountExists", "backup", "restore", late, password=PASSWORD)
    assert ada.account()["earlierIds"] == [old], "the backup made a second account"
    assert sorted(path.name for path in ada.home.glob("accounts/*")) == [old]
    empty.ok("backup", "restore", late, password=PASSWORD)
    assert empty.account()["id"] == new
    statements = empty.until(lambda: empty.run("log").status == 0 and empty.ok("log"))["statements"]
    assert "succession" in [statement["kind"] for statement in statements]
    # An old backup brings no old key back.
    ada.refused(2, "otherAccount", "backup", "restore", early, "--merge", password=PASSWORD)
    assert ada.account()["id"] == new
    ada.ok("account", "password", "--new-password-file", ada.secret("another"), password=PASSWORD)
    ada.ok("device", "renew", password="another")


def test_what_is_refused_leaves_everything_as_it_was(ada):
    ada.ok("contact", "add", STRANGER)
    ada.wait_idle()
    before = ada.tree()
    assert [contact["id"] for contact in ada.ok("key", "rotate", "account", "--dry-run")["contactsLeft"]] == [STRANGER]
    told = ada.text("key", "rotate", "account", "--dry-run")
    assert f"Cannot follow: the contact {STRANGER}" in told.err
    ada.refused(3, "wrongPasswordOrDamaged", "key", "rotate", "account", password="wrong")
    ada.refused(3, "passwordNeeded", "key", "rotate", "account")
    ada.refused(64, None, "key", "rotate", "receive", "--dry-run", password=PASSWORD)
    ada.refused(64, None, "key", "rotate", "ca", password=PASSWORD)
    terminal = ada.terminal("key", "rotate", "account", "--password-file", ada.secret(PASSWORD))
    terminal.expect("first eight digits of the account's ID: ")
    terminal.sendline("wrong")
    terminal.expect("nothing was changed")
    terminal.wait()
    assert ada.tree() == before
    assert ada.stray_files() == []
