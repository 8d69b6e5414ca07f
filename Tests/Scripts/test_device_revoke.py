"""signet device revoke, signet key rotate: a device is thrown out, and the account has new keys"""

import sqlite3

import pytest
from conftest import PASSWORD
from Harness import archive

QUICK_KEYS = True


def back_up(home, name, password=PASSWORD):
    path = home.folder / name
    home.ok("backup", "create", str(path), password=password)
    return path


@pytest.fixture
def pair(ada, empty):
    """Ada's desk, and a second device that restored a backup of hers; each has seen what the other's log says."""
    empty.ok("backup", "restore", str(back_up(ada, "first.gz")), "--device-name", "phone", password=PASSWORD)
    empty.until(lambda: empty.ok("status")["keys"] == "ready", seconds=180)
    empty.wait_idle()
    ada.ok("backup", "restore", str(back_up(empty, "second.gz")), "--merge", password=PASSWORD)
    return ada, empty


def keys(home, purpose):
    return [key for key in home.ok("key", "list")["keys"] if key["purpose"] == purpose]


def revocations(home):
    return {bytes(value).hex() for kind, value in rows(home, "SELECT kind, value FROM revocation") if kind == "key"}


def contact_revocations(home):
    """Keys that contacts' logs revoke."""
    return {bytes(key).hex() if isinstance(key, bytes) else key
            for [key] in rows(home, "SELECT keyId FROM logRevocation")}


def rows(home, query):
    [path] = home.home.glob("accounts/*/account.sqlite")
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def test_a_device_is_thrown_out_and_the_account_has_new_keys(pair):
    ada, phone = pair
    device = phone.account()["deviceId"]
    signing = keys(phone, "signing")[0]["keyId"]
    plan = ada.ok("device", "revoke", device[:12], "--dry-run")
    assert (plan["deviceId"], plan["role"]) == (device, "full")
    assert plan["held"] == ["receive", "sync", "account"] and plan["rotated"] == ["receive", "sync"]
    assert [other["deviceId"] for other in plan["recipients"]] == [ada.account()["deviceId"]]
    assert not revocations(ada) and len(keys(ada, "receive")) == 1

    answer = ada.ok("device", "revoke", device[:12], "--reason", "stolen", password=PASSWORD)
    assert answer["deviceId"] == device and answer["revocation"] == plan
    assert answer["rotation"] == {"generation": 2, "recipients": [ada.account()["deviceId"]]}
    assert any("account key" in warning for warning in answer["warnings"])
    assert {device, signing, keys(phone, "wrap")[0]["keyId"]} <= revocations(ada)
    assert [(key["generation"], "retiredAt" in key) for key in keys(ada, "receive")] == [(1, True), (2, False)]
    [event] = [event for event in ada.ok("history")["events"] if event["kind"] == "deviceRevoked"]
    assert (event["details"]["deviceId"], event["details"]["reason"]) == (device, "stolen")
    assert ada.stray_files() == []
    ada.refused(2, "deviceRevoked", "device", "revoke", device, password=PASSWORD)

    # A backup carries it: the list, and the new keys.
    assert ada.inspect(back_up(ada, "after.gz"), password=PASSWORD)["warnings"] == []
    again = back_up(phone, "old.gz")
    ada.ok("backup", "restore", str(again), "--merge", password=PASSWORD)
    assert device in revocations(ada), "an old archive took it back"


def test_a_device_that_learns_that_it_is_out_signs_nothing_any_more(pair):
    ada, phone = pair
    ada.ok("device", "revoke", phone.account()["deviceId"], password=PASSWORD)
    phone.ok("send", phone.id, "before")
    phone.ok("backup", "restore", str(back_up(ada, "after.gz")), "--merge", password=PASSWORD)
    refused = phone.refused(2, "deviceRevoked", "send", phone.id, "after")
    assert "thrown out" in refused.json["error"]["reason"]
    assert len(keys(phone, "signing")) == 1, "it made itself a new key"
    phone.refused(2, "deviceRevoked", "device", "renew", password=PASSWORD)
    phone.refused(2, "deviceRevoked", "device", "revoke", ada.account()["deviceId"], password=PASSWORD)
    phone.refused(2, "deviceRevoked", "key", "rotate", "receive", password=PASSWORD)


def test_what_is_refused_leaves_everything_as_it_was(pair):
    ada, phone = pair
    device = phone.account()["deviceId"]
    ada.wait_idle()
    before = ada.tree()
    ada.refused(1, "deviceUnknown", "device", "revoke", "nobody", password=PASSWORD)
    ada.refused(2, "deviceIsThis", "device", "revoke", "desk", password=PASSWORD)
    ada.refused(3, "wrongPasswordOrDamaged", "device", "revoke", device, password="wrong")
    ada.refused(3, "passwordNeeded", "device", "revoke", device)
    ada.refused(64, None, "device", "revoke", device, "--reason", "bored", password=PASSWORD)
    assert ada.tree() == before
    assert ada.stray_files() == []


def test_a_person_is_told_what_will_happen_and_asked(pair):
    ada, phone = pair
    device = phone.account()["deviceId"]
    terminal = ada.terminal("device", "revoke", device, "--password-file", ada.secret(PASSWORD))
    terminal.expect("held the account key, in an archive with a password")
    terminal.expect("yes or no; nothing: no")
    terminal.sendline("")
    terminal.expect("out of the account, for good")
    terminal.expect("Not new: the account key")
    terminal.expect("first eight digits of the device's ID: ")
    terminal.sendline("wrong")
    terminal.expect("nothing was changed")
    terminal.wait()
    assert not revocations(ada)
    terminal = ada.terminal("device", "revoke", device, "--rotate-account", "no", "--password-file",
                            ada.secret(PASSWORD))
    terminal.expect("first eight digits of the device's ID: ")
    terminal.sendline(device[:8])
    terminal.expect("generation +2")
    terminal.wait()
    assert device in revocations(ada)


def test_the_receive_key_is_rotated_and_what_was_sent_to_the_old_one_still_opens(friends):
    ada, bob = friends.ada, friends.bob
    before = {key["keyId"] for key in keys(ada, "receive")}
    bob.ok("send", ada.id, "to the old key")
    answer = ada.ok("key", "rotate", "receive")
    assert answer["rotation"]["generation"] == 2
    present = [key for key in keys(ada, "receive") if "retiredAt" not in key]
    assert len(present) == 1 and present[0]["keyId"] not in before
    assert ada.message("to the old key")["verified"] is True
    ada.ok("send", bob.id, "from the new one")
    assert bob.message("from the new one")["verified"] is True
    assert ada.stray_files() == []


def test_a_full_device_is_thrown_out_and_the_account_key_with_it(pair):
    ada, phone = pair
    device = phone.account()["deviceId"]
    old = ada.id
    plan = ada.ok("device", "revoke", device, "--dry-run", "--rotate-account", "yes")
    assert plan["rotated"] == ["receive", "sync", "account"]
    answer = ada.ok("device", "revoke", device, "--rotate-account", "yes", password=PASSWORD)
    assert answer["revocation"] == plan
    report = answer["accountRotation"]
    new = report["newId"]
    assert (report["oldId"], report["rank"]) == (old, "oldNewAndRecovery") and report["devicesLeft"] == []
    assert not any("account key, which stays" in warning for warning in answer["warnings"])
    assert any("new recovery kit" in warning for warning in answer["warnings"])
    assert ada.account()["id"] == new and ada.account()["earlierIds"] == [old]
    kinds = [event["kind"] for event in ada.ok("history")["events"]]
    assert kinds.count("deviceRevoked") == 1 and kinds.count("accountRotated") == 1
    assert device in revocations(ada)
    assert {row["state"] for row in ada.ok("device", "list")["devices"] if row["deviceId"] == device} == {"revoked"}
    inspected = ada.inspect(back_up(ada, "after.gz"), password=PASSWORD)
    assert (inspected["id"], inspected["warnings"]) == (new, [])
    assert ada.stray_files() == []
    # The account goes on: its new key throws out, renews and rotates.
    ada.ok("device", "renew", password=PASSWORD)
    assert ada.ok("key", "rotate", "account", password=PASSWORD)["accountRotation"]["oldId"] == new
    assert ada.ok("log", "--verify")["problems"] == []
    # What the thief has opens nothing here any more.
    ada.refused(2, "otherAccount", "backup", "restore", str(back_up(phone, "thief.gz")), "--merge", password=PASSWORD)


def test_whether_the_account_key_is_rotated_follows_the_password_where_nobody_says(home_of, empty):
    open_home = home_of("none")
    path = open_home.folder / "open.gz"
    open_home.ok("backup", "create", str(path), "--no-password")
    empty.ok("backup", "restore", str(path), "--no-password", "--device-name", "tablet")
    empty.until(lambda: empty.ok("status")["keys"] == "ready", seconds=180)
    empty.wait_idle()
    empty.ok("backup", "create", str(empty.folder / "tablet.gz"), "--no-password")
    open_home.ok("backup", "restore", str(empty.folder / "tablet.gz"), "--merge")
    tablet = empty.ok("status")["deviceId"]
    assert open_home.ok("device", "revoke", tablet, "--dry-run")["rotated"] == ["receive", "sync", "account"]
    refused = open_home.ok("device", "revoke", tablet, "--dry-run", "--rotate-account", "no")
    assert refused["rotated"] == ["receive", "sync"]
    open_home.refused(64, None, "device", "revoke", tablet, "--rotate-account", "perhaps")


def test_a_device_gets_another_signing_and_wrap_key_and_its_contacts_hear_it(friends):
    ada, bob = friends.ada, friends.bob
    # Each has heard of the other, and so takes in its log.
    bob.ok("send", ada.id, "hello")
    ada.message("hello")
    bob.until(lambda: bob.run("log", "--contact", ada.id).status == 0, seconds=120)
    for purpose in ("signing", "wrap"):
        before = keys(ada, purpose)
        assert ada.ok("key", "rotate", purpose)["keys"] == [purpose]
        after = keys(ada, purpose)
        assert [key["keyId"] for key in after[:-1]] == [key["keyId"] for key in before]
        assert all("retiredAt" in key for key in after[:-1]) and "retiredAt" not in after[-1]
        text = f"after another {purpose} key"
        ada.ok("send", bob.id, text)
        assert bob.message(text)["verified"] is True
        # What it replaced is revoked, here and at the contact, and the device stays.
        former = before[-1]["keyId"]
        assert former in revocations(ada) and after[-1]["keyId"] not in revocations(ada)
        bob.until(lambda former=former: former in contact_revocations(bob))
        assert [device["state"] for device in ada.ok("device", "list")["devices"]] == ["active"]
    # Jami's list names the signing key's certificate, and no device.
    path = str(ada.folder / "rotated.gz")
    ada.ok("backup", "create", path, "--no-password")
    document = archive.open_archive(path)
    [serial] = archive.revoked_serials(document)
    assert ada.ok("account", "show")["revokedCount"] == ada.ok("backup", "inspect", path)["revokedCount"] == 0
    ada.ok("device", "renew")
    assert ada.ok("log", "--verify")["problems"] == []
    assert ada.ok("log")["statements"][-1]["kind"] == "deviceAdded"
    ada.wait_idle()
    assert ada.stray_files() == []
