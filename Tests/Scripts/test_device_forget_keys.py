"""signet device forget-keys: what becomes of the keys of a device that was thrown out"""

import json
import sqlite3
import subprocess
import time

import pytest
from conftest import BINARIES, PASSWORD
from test_device_revoke import back_up, pair  # noqa: F401

QUICK_KEYS = True


@pytest.fixture
def out(pair):  # noqa: F811
    """Ada's desk, and her phone, which was thrown out and knows it."""
    ada, phone = pair
    phone.ok("send", phone.id, "from before")
    ada.ok("device", "revoke", phone.account()["deviceId"], password=PASSWORD)
    phone.ok("backup", "restore", str(back_up(ada, "after.gz")), "--merge", password=PASSWORD)
    phone.until(lambda: "ownRevocationLearned" in kinds(phone))
    return ada, phone


def kinds(home):
    return [event["kind"] for event in home.ok("history")["events"]]


def folder(home):
    [path] = home.home.glob("accounts/*")
    return path


def changed(home, sql, *values):
    """What a test writes into the database while the daemon is stopped."""
    database = sqlite3.connect(folder(home) / "account.sqlite")
    with database:
        answer = database.execute(sql, values).fetchall()
    database.close()
    return answer


def secrets(home):
    """Stretches of every private key that is in the account's folder."""
    found = [bytes(row[0]) for row in changed(home, "SELECT sealed FROM accountKey")]
    found += [(folder(home) / name).read_bytes() for name in ("device.pem", "archive.gz")]
    assert len(found) >= 6
    return [whole[at:at + 24] for whole in found for at in range(0, len(whole) - 24, len(whole) // 5)]


def left(home, stretches):
    content = b"".join(path.read_bytes() for path in sorted(folder(home).iterdir()) if not path.name.endswith("-shm"))
    return [stretch for stretch in stretches if stretch in content]


def gone(home, stretches):
    assert left(home, stretches) == []
    assert {path.name for path in folder(home).iterdir()} <= {
        "account.sqlite", "account.sqlite-wal", "account.sqlite-shm", "keys-destroyed"}
    status = home.ok("status")
    assert status["keys"] == "destroyed" and status["revoked"]["keys"] == "destroyed" and status["revoked"]["at"]
    assert kinds(home).count("ownKeysDestroyed") == 1
    assert "from before" in [message.get("text") for message in home.inbox("--keep-unread", "--with", home.id)]
    assert home.stray_files() == []


def test_a_person_destroys_the_keys_of_a_revoked_device_and_messages_stay(out):
    ada, phone = out
    phone.stop()
    stretches = secrets(phone)
    assert left(phone, stretches) == stretches
    status = phone.ok("status")
    assert status["revoked"]["keys"] == "pending"
    assert 71 * 3600 < status["revoked"]["at"] - time.time() <= 72 * 3600
    forecast = phone.run("forecast")
    assert forecast.status == 4
    [item] = forecast.json["items"]
    assert (item["subject"], item["at"]) == ("ownKeys", pytest.approx(status["revoked"]["at"], abs=5))
    assert item["cure"].startswith("signet device forget-keys")

    phone.refused(2, "confirmationNeeded", "device", "forget-keys")
    assert left(phone, stretches) == stretches
    answer = phone.ok("device", "forget-keys", "--yes")
    assert answer["deviceId"] == phone.account()["deviceId"] and answer["warnings"] == []
    gone(phone, stretches)
    [event] = [event for event in phone.ok("history")["events"] if event["kind"] == "ownKeysDestroyed"]
    assert event["details"]["reason"] == "asked"
    assert phone.ok("forecast")["items"] == []
    # What needs keys says why there are none, and what is to be done about it.
    for words in (["send", phone.id, "no more"], ["key", "make"]):
        refused = phone.run(*words, password=None)
        assert refused.status == 2 and refused.code in ("deviceRevoked", "keysDestroyed"), str(refused)
    refused = phone.refused(2, "keysDestroyed", "backup", "create", str(phone.folder / "no.gz"))
    assert "device join" in refused.json["error"]["hint"]
    findings = [(finding["id"], finding["severity"]) for finding in phone.run("doctor").json["findings"]
                if finding.get("account") == phone.id]
    assert findings == [("deviceRevoked", "problem")]
    # Once more it is nothing, after a restart too.
    phone.ok("device", "forget-keys", "--yes")
    phone.stop()
    phone.ok("device", "forget-keys", "--yes")
    gone(phone, stretches)
    # The account goes on without it, and the rest can go.
    ada.ok("send", ada.id, "without the phone")
    phone.ok("account", "forget", "--yes")
    assert phone.ok("account", "list")["accounts"] == []


def test_a_device_that_is_in_the_account_is_refused_and_nothing_changes(ada):
    ada.ok("status")
    ada.wait_idle()
    before = ada.tree()
    refused = ada.refused(2, "deviceNotRevoked", "device", "forget-keys", "--yes")
    assert "device revoke" in refused.json["error"]["hint"]
    ada.refused(2, "deviceNotRevoked", "device", "forget-keys")
    assert ada.tree() == before
    assert "revoked" not in ada.ok("status")


def test_a_person_at_a_terminal_is_asked(out):
    _, phone = out
    device = phone.account()["deviceId"]
    terminal = phone.terminal("device", "forget-keys")
    terminal.expect("destroys the keys of the device")
    terminal.expect("The archive goes too")
    terminal.expect("first eight digits of the device's ID: ")
    terminal.sendline("wrong")
    terminal.expect("nothing was changed")
    terminal.wait()
    assert phone.ok("status")["revoked"]["keys"] == "pending"
    terminal = phone.terminal("device", "forget-keys")
    terminal.expect("ID: ")
    terminal.sendline(device[:8])
    terminal.expect("keys +destroyed")
    terminal.wait()
    assert phone.ok("status")["keys"] == "destroyed"


def test_after_72_hours_the_daemon_does_it_by_itself_and_watch_tells(out):
    _, phone = out
    phone.stop()
    stretches = secrets(phone)
    [(clock,)] = changed(phone, "SELECT value FROM setting WHERE name = 'device.revocation.clock'")
    assert int(clock.split()[0]) < 600
    # An hour is left in any case, however long the machine was off; and a clock that is years ahead ends nothing.
    for counted, seen in ((0, time.time() - 5 * 86_400), (250_000, time.time() - 10 * 365 * 86_400),
                          (250_000, time.time() + 10 * 365 * 86_400)):
        changed(phone, "UPDATE setting SET value = ? WHERE name = 'device.revocation.clock'", f"{counted} {int(seen)}")
        at = phone.ok("status")["revoked"]["at"]
        expected = 3600 if counted == 0 else 72 * 3600 - 250_000
        assert at - time.time() == pytest.approx(expected, abs=30)
        phone.stop()
        assert left(phone, stretches) == stretches
    changed(phone, "UPDATE setting SET value = ? WHERE name = 'device.revocation.clock'",
            f"{72 * 3600} {int(time.time())}")
    watch = subprocess.Popen([str(BINARIES / "signet"), "watch", "--json", "--home", str(phone.home)],
                             stdout=subprocess.PIPE, text=True, env=phone.environment, cwd=phone.folder)
    phone.commands.append(watch)
    phone.until(lambda: phone.ok("status")["keys"] == "destroyed")
    event = json.loads(watch.stdout.readline())
    watch.terminate()
    assert (event["kind"], event["details"]["reason"]) == ("ownKeysDestroyed", "noObjection")
    gone(phone, stretches)


def test_a_destruction_that_was_cut_off_is_carried_through_by_the_next_start(out):
    _, phone = out
    phone.stop()
    stretches = secrets(phone)
    (folder(phone) / "keys-destroyed").touch(mode=0o600)
    (folder(phone) / "device.pem").unlink()
    phone.until(lambda: phone.ok("status").get("revoked", {}).get("keys") == "destroyed")
    gone(phone, stretches)
