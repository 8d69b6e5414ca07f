"""What the devices of an account tell each other of themselves: certificates, names, the recovery kit"""

import subprocess

import pytest
from conftest import running_relays
from test_device_link import linked
from test_device_revoke import back_up


@pytest.fixture(scope="module")
def relay():
    with running_relays(1) as [made]:
        yield made


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
    import base64
    import gzip
    import json
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


@pytest.fixture
def empty_too():
    from conftest import Home
    with Home() as home:
        yield home
        if home.daemon() is not None:
            home.stop()
