"""signet key rotate device: all keys of this device's own, and with them another device ID in place of the former"""

import json

import pytest
from conftest import PASSWORD
from test_device_again import devices, keys, superseded_everywhere, this
from test_device_link import linked
from test_recovery import made, sheet

QUICK_KEYS = True


def events(home, kind):
    return [event for event in home.ok("history")["events"] if event["kind"] == kind]


def shown(home, device):
    [entry] = [entry for entry in home.ok("device", "list")["devices"] if entry["deviceId"] == device]
    return entry["name"], entry["role"], entry["enrolment"]


def rotated(home, *words):
    """Rotates; the former and the present device."""
    former = this(home)
    answer = home.ok("key", "rotate", "device", *words)
    assert (answer["supersedes"], answer["deviceId"]) == (former, this(home)) and answer["deviceId"] != former
    return former, answer["deviceId"]


def test_contacts_and_the_other_device_go_on_by_themselves(home_of, empty, relay):
    ada, bob = home_of("ada"), home_of("bob")
    for home in (ada, bob):
        home.know([relay])
    ada.meet(bob, "Bob")
    bob.meet(ada, "Ada")
    linked(ada, empty, relay)
    ada.ok("send", "Bob", "before")
    assert bob.message("before")["verified"] is True
    bob.until(lambda: bob.run("log", "--contact", ada.id).status == 0)
    before = {purpose: keys(ada, purpose) for purpose in ("receive", "sync", "signing", "wrap")}
    contacts = ada.ok("contact", "list")["contacts"]

    former, present = rotated(ada)
    after = {purpose: keys(ada, purpose) for purpose in before}
    assert [after[purpose] == before[purpose] for purpose in before] == [True, True, False, False]
    assert all(len(some) == 1 for some in after.values())
    assert ada.ok("contact", "list")["contacts"] == contacts and ada.stray_files() == []
    [event] = events(ada, "deviceRotated")
    assert (event["details"]["deviceId"], event["details"]["supersedes"]) == (present, former)
    assert events(ada, "ownRevocationLearned") == []
    names = {device["deviceId"]: device["name"] for device in ada.ok("device", "list")["devices"]}
    assert names[former] == names[present] == "desk"

    superseded_everywhere([ada, empty], former, present)
    empty.until(lambda: shown(empty, present) == ("desk", "full", "replacement"))
    # It acts at once: it is as old as what it was.
    [other] = [device for device in devices(ada) if device not in (former, present)]
    ada.ok("send", "Bob", "after")
    assert bob.message("after")["verified"] is True
    bob.ok("send", "Ada", "to the new one")
    for home in (ada, empty):
        assert home.message("to the new one")["verified"] is True
    assert [event["details"]["deviceId"] for event in events(bob, "contactDeviceRevoked")] == [former]
    ada.ok("device", "revoke", other)
    empty.until(lambda: events(empty, "ownRevocationLearned"))
    for home in (ada, bob):
        assert home.ok("log", *([] if home is ada else ["--contact", ada.id]), "--verify")["problems"] == []
    ada.stop()
    assert ada.ok("status")["keys"] == "ready" and this(ada) == present and events(ada, "ownRevocationLearned") == []
    assert [f for f in ada.ok("doctor")["findings"] if f["severity"] == "problem"] == []
    # Again, and what was is still known to be out.
    assert rotated(ada)[0] == present
    ada.ok("send", "Bob", "after the second one")
    assert bob.message("after the second one")["verified"] is True


def test_a_backup_of_after_it_restores_and_jamis_list_names_the_former_device(home_of, empty):
    home = home_of("password")
    password = ["--password-file", home.secret(PASSWORD)]
    old = home.ok("backup", "create", str(home.folder / "old.gz"), *password)["path"]
    home.refused(3, "wrongPasswordOrDamaged", "key", "rotate", "device", password="wrong")
    former, present = rotated(home, *password)
    assert home.ok("account", "show")["revokedCount"] == 1
    # The archive has it all at once: a backup finds nothing to do.
    made = [event["kind"] for event in home.ok("history")["events"]]
    new = home.ok("backup", "create", str(home.folder / "new.gz"), *password)
    assert new["warnings"] == []
    assert [event["kind"] for event in home.ok("history")["events"]] == [*made, "backupMade"]
    inspected = home.ok("backup", "inspect", new["path"], *password)
    assert inspected["revokedCount"] == 1
    # What was before does not bring the former device back.
    home.ok("backup", "restore", old, "--merge", *password, "--account-password-file", home.secret(PASSWORD))
    assert devices(home) == {former: ("superseded", "full"), present: ("active", "full")}
    empty.ok("backup", "restore", new["path"], *password, "--new-password-file", empty.secret(PASSWORD))
    empty.until(lambda: empty.ok("status")["keys"] == "ready")
    found = devices(empty)
    assert found[former][0] == "superseded" and found[present] == ("active", "full")
    assert found[this(empty)][0] == "pending"


@pytest.mark.parametrize("words", [[], ["--json"]])
def test_what_it_tells(home_of, words):
    home = home_of("none")
    former = this(home)
    out = home.text("key", "rotate", "device", *words)
    assert out.status == 0
    if words:
        assert json.loads(out.out)["supersedes"] == former
    else:
        assert former in out.out and this(home) in out.out and "signet backup create" in out.err


def test_on_a_leaf_it_is_refused_and_the_way_is_told(home_of, empty, relay):
    old = home_of("none")
    linked(old, empty, relay)
    tree = devices(empty), keys(empty, "signing")
    refused = empty.refused(2, "leafDevice", "key", "rotate", "device")
    assert "signet device join" in refused.json["error"]["hint"]
    assert (devices(empty), keys(empty, "signing")) == tree


def test_a_device_that_does_not_count_itself_is_refused_and_nothing_has_changed(home_of, backups, empty):
    home = home_of("none")
    empty.ok("backup", "restore", backups("none"), "--device-name", "laptop", "--no-password")
    empty.until(lambda: empty.ok("status")["keys"] == "ready")
    empty.wait_idle()
    assert devices(empty)[this(empty)][0] == "pending"
    tree = empty.tree()
    refused = empty.refused(2, "rotationRefused", "key", "rotate", "device")
    assert "vouch" in refused.json["error"]["hint"]
    assert empty.tree() == tree
    # Once it counts, it does.
    [words] = made(home)
    assert empty.run("recover", "--words-file", sheet(empty, words)).status == 0
    rotated(empty)
