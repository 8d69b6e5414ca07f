"""signet revoke: a device is thrown out with nothing but a backup, on a bare machine"""

import base64
import json

import pytest
from conftest import FIXTURES, PASSWORD
from test_device_revoke import back_up, keys, pair, revocations  # noqa: F401

QUICK_KEYS = True


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_bundle_is_made_without_a_daemon_and_taken_in_by_a_device(pair, empty_too):  # noqa: F811
    ada, phone = pair
    device = phone.account()["deviceId"]
    backup = back_up(ada, "drawer.gz")
    bundle = empty_too.folder / "lost.json"
    made = empty_too.ok("revoke", "--from-backup", str(backup), device[:10], "--reason", "stolen", "--out", str(bundle),
                        "--qr", str(empty_too.folder / "lost.png"), password=PASSWORD)
    assert made["deviceId"] == device and made["id"] == ada.id
    assert empty_too.daemon() is None and not empty_too.home.exists(), "it needs no daemon and no home"
    assert (empty_too.folder / "lost.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads(bundle.read_text()) == json.loads(made["bundle"])

    before = ada.ok("status")
    answer = ada.ok("revoke", "--import", str(bundle))
    assert answer["id"] == ada.id and answer["revoked"] == [device] and answer["entries"] == 1
    assert {device, keys(phone, "signing")[0]["keyId"], keys(phone, "wrap")[0]["keyId"]} <= revocations(ada)
    assert ada.ok("status")["keys"] == before["keys"]
    assert ada.ok("revoke", "--import", str(bundle))["revoked"] == [], "known before"
    ada.refused(2, "deviceRevoked", "device", "revoke", device, password=PASSWORD)

    # The device itself, should somebody show it to it, signs nothing any more.
    assert phone.ok("revoke", "--import", str(bundle))["revoked"] == [device]
    phone.refused(2, "deviceRevoked", "send", phone.id, "hello")


@pytest.fixture
def empty_too():
    from conftest import Home
    with Home() as home:
        yield home
        home.end_daemon()


def test_a_bundle_that_was_changed_is_refused_and_changes_nothing(pair, empty_too):  # noqa: F811
    ada, phone = pair
    device = phone.account()["deviceId"]
    made = empty_too.ok("revoke", "--from-backup", str(back_up(ada, "drawer.gz")), device, password=PASSWORD)
    whole = json.loads(made["bundle"])

    def changed(name, bundle):
        path = empty_too.folder / name
        path.write_text(json.dumps(bundle))
        return str(path)

    def flipped(text, at):
        content = bytearray(decoded(text))
        content[at] ^= 1
        return base64.urlsafe_b64encode(bytes(content)).decode().rstrip("=")

    ada.wait_idle()
    ada.ok("status")
    signed = whole["entries"][:-1] + [flipped(whole["entries"][-1], -5)]
    ada.refused(1, "statementMalformed", "revoke", "--import", changed("entry", {**whole, "entries": signed}))
    ada.refused(2, "revocationListUnverified", "revoke", "--import",
                changed("list", {**whole, "list": flipped(whole["list"], -5)}))
    ada.refused(2, "otherAccount", "revoke", "--import",
                changed("account", {**whole, "account": flipped(whole["account"], 0)}))
    for name, text in [("empty", {}), ("version", {**whole, "version": 2}), ("text", "no bundle")]:
        ada.refused(1, "badRequest", "revoke", "--import", changed(name, text))
    assert not revocations(ada)


def test_a_backup_of_jamis_will_do(empty):
    device = "ab" * 32
    made = empty.ok("revoke", "--from-backup", str(FIXTURES / "jami" / "nopass.gz"), device)
    assert made["deviceId"] == device
    bundle = empty.folder / "lost.json"
    bundle.write_text(made["bundle"])
    empty.ok("backup", "restore", str(FIXTURES / "jami" / "nopass.gz"))
    empty.until(lambda: empty.ok("status")["keys"] == "ready", seconds=180)
    assert empty.ok("revoke", "--import", str(bundle))["revoked"] == [device]
    assert device in revocations(empty)


def test_what_cannot_be_done_is_told(ada, empty_too):
    backup = back_up(ada, "drawer.gz")
    refused = empty_too.refused
    refused(3, "wrongPasswordOrDamaged", "revoke", "--from-backup", str(backup), "ab" * 32, password="wrong")
    refused(1, "deviceUnknown", "revoke", "--from-backup", str(backup), "abcdef", password=PASSWORD)
    refused(64, None, "revoke", "--from-backup", str(backup))
    refused(64, None, "revoke", "ab" * 32)
    there = empty_too.folder / "there"
    there.write_text("mine")
    refused(2, "fileExists", "revoke", "--from-backup", str(backup), ada.account()["deviceId"], "--out", str(there),
            password=PASSWORD)
    assert there.read_text() == "mine"
