"""What the devices of an account tell each other of themselves: certificates, names, the recovery kit"""

import base64
import contextlib
import gzip
import hashlib
import json
import sqlite3
import subprocess

from test_device_link import linked
from test_device_revoke import back_up
from test_recovery import made, rehearse

QUICK_KEYS = True


def device(home, name):
    """The device of that name, as this home lists it; None where it has none."""
    found = [device for device in home.ok("device", "list")["devices"] if device["name"] == name]
    return found[0] if found else None


def serial(home):
    """Of the certificate of this home's own device key, as `openssl` tells it."""
    [path] = home.home.glob("accounts/*/device.pem")
    done = subprocess.run(["openssl", "x509", "-noout", "-serial", "-in", str(path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().removeprefix("serial=").lower()


def named_by(archive):
    """The serial numbers in Jami's revocation list of an archive without a password, as `openssl` tells them."""
    text = json.loads(gzip.decompress(archive.read_bytes()))["ringAccountCRL"]
    done = subprocess.run(["openssl", "crl", "-inform", "DER", "-noout", "-text"], input=base64.b64decode(text),
                          capture_output=True)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.decode().splitlines()
    return [line.split(":")[1].strip().lower() for line in lines if "Serial Number:" in line]


def restored(ada, empty, relay, name="phone"):
    """A device that restored a backup of Ada's, and knows the relay."""
    empty.ok("backup", "restore", str(back_up(ada, "first.gz", password=None)), "--device-name", name)
    empty.until(lambda: empty.ok("status")["keys"] == "ready", seconds=180)
    empty.know([relay])
    return empty


def test_a_device_that_announced_itself_is_thrown_out_by_its_name_and_named_in_jamis_list(home_of, empty, relay):
    ada = home_of("none")
    ada.know([relay])
    phone = restored(ada, empty, relay)
    # The backup has told it of the other one.
    desk = device(phone, "desk")
    assert (desk["state"], desk["role"], desk["enrolment"]) == ("active", "full", "created")
    assert desk["expires"] == device(ada, "desk")["expires"]
    found = ada.until(lambda: device(ada, "phone"), seconds=120)
    assert (found["state"], found["role"], found["enrolment"]) == ("pending", "full", "archive")
    assert found["deviceId"] == phone.account()["deviceId"] and "Linux" in found["platform"]
    assert found["expires"] == device(phone, "phone")["expires"]

    plan = ada.ok("device", "revoke", "phone", "--dry-run")
    assert serial(phone) in plan["serials"] and len(plan["serials"]) == 2, "its own key's, and the signing key's"
    answer = ada.ok("device", "revoke", "phone", "--reason", "stolen")
    assert answer["revocation"] == plan and not [w for w in answer["warnings"] if "certificate" in w]
    after = back_up(ada, "after.gz", password=None)
    assert sorted(named_by(after)) == sorted(plan["serials"])
    assert ada.inspect(after)["revokedCount"] == ada.ok("account", "show")["revokedCount"] == 1


def test_a_linked_leaf_is_known_to_a_third_device_which_throws_it_out(home_of, empty, relay, empty_too):
    ada = home_of("none")
    ada.know([relay])
    phone = restored(ada, empty, relay)
    linked(ada, empty_too, relay)
    leaf = phone.until(lambda: device(phone, "laptop"), seconds=120)
    assert (leaf["role"], leaf["enrolment"]) == ("leaf", "approved")
    assert serial(empty_too) in phone.ok("device", "revoke", "laptop", "--dry-run")["serials"]
    # And the leaf knows them both, though one came after the backup and before the leaf.
    ada.until(lambda: device(ada, "phone"), seconds=120)
    empty_too.until(lambda: device(empty_too, "phone"), seconds=120)
    assert device(empty_too, "desk")["enrolment"] == "created"


def test_a_backup_alone_is_enough_to_name_a_device_in_jamis_list(home_of, empty, relay, empty_too):
    ada = home_of("none")
    linked(ada, empty, relay)
    backup = back_up(ada, "drawer.gz", password=None)
    made = empty_too.ok("revoke", "--from-backup", str(backup), "laptop")
    assert made["deviceId"] == empty.account()["deviceId"] and serial(empty) in made["serials"]
    told = empty_too.text("revoke", "--from-backup", str(backup), "laptop", "--out", str(empty_too.folder / "b.json"))
    assert told.status == 0 and "names no serial number" not in told.err


def certificates(home):
    """The account's certificate and the leaf's own, cut out of device.pem, as files."""
    [path] = home.home.glob("accounts/*/device.pem")
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    own, account = [begin + part.split(end)[0] + end + "\n" for part in path.read_text().split(begin)[1:3]]
    return home.secret(account), home.secret(own)


def test_what_a_full_device_has_renewed_takes_its_place_on_the_leaf(home_of, empty, relay):
    ada = home_of("none")
    ada.know([relay])
    linked(ada, empty, relay)
    empty.know([relay])
    account, own = certificates(empty)
    archive = json.loads(gzip.decompress(back_up(ada, "first.gz", password=None).read_bytes()))
    key = ada.file(base64.b64decode(archive["ringAccountKey"]))
    public, new = str(ada.folder / "leaf.pub"), ada.folder / "leaf.der"
    for words in (["x509", "-in", own, "-noout", "-pubkey", "-out", public],
                  ["x509", "-new", "-force_pubkey", public, "-subj", "/CN=Jami device", "-CA", account, "-CAkey", key,
                   "-days", "7000", "-outform", "DER", "-out", str(new)]):
        assert subprocess.run(["openssl", *words], capture_output=True).returncode == 0, words
    leaf = device(ada, "laptop")
    [path] = ada.home.glob("accounts/*/account.sqlite")
    with contextlib.closing(sqlite3.connect(path, timeout=30)) as database, database:
        database.execute("INSERT INTO deviceCertificate VALUES (?, ?, ?)", (
            leaf["deviceId"], hashlib.sha256(new.read_bytes()).hexdigest(), new.read_bytes()))
    renewed = empty.until(lambda: (found := device(empty, "laptop"))["expires"] > leaf["expires"] and found, seconds=240)
    assert renewed["expires"] > leaf["expires"] + 5 * 365 * 86400
    [file] = empty.home.glob("accounts/*/device.pem")
    assert serial(empty) == subprocess.run(
        ["openssl", "x509", "-inform", "DER", "-in", str(new), "-noout", "-serial"], capture_output=True,
        text=True).stdout.strip().removeprefix("serial=").lower()
    assert oct(file.stat().st_mode)[-3:] == "600" and empty.stray_files() == []
    assert "deviceRenewed" in [event["kind"] for event in empty.ok("history")["events"]]
    # Both serial numbers would be named.
    assert serial(empty) in ada.ok("device", "revoke", "laptop", "--dry-run")["serials"]


def test_what_is_known_of_the_recovery_kit_travels(home_of, empty, relay):
    ada = home_of("none")
    ada.know([relay])
    kit = made(ada, "--shares", "2/3")
    linked(ada, empty, relay, "--role", "full")
    empty.until(lambda: empty.ok("recovery", "status").get("threshold") == 2, seconds=120)
    # So a single share can be tried there; and here that is known in turn.
    assert rehearse(empty, kit[1]).status == 0
    ada.until(lambda: [share["number"] for share in ada.ok("recovery", "status")["rehearsed"]] == [2], seconds=120)
