"""signet log"""

import xml.etree.ElementTree as XML

import pytest
from conftest import PASSWORD

QUICK_KEYS = True

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def keyed(ada):
    """Ada, with keys and so with a log."""
    if ada.ok("key", "list")["state"] != "ready":
        ada.ok("key", "make")
    return ada


def test_a_new_account_s_log_names_its_device_and_its_receive_key(keyed):
    log = keyed.ok("log")
    device = keyed.ok("device", "list")["devices"][0]
    assert [(s["number"], s["kind"], s["standing"]) for s in log["statements"]] == [
        (1, "genesis", "counts"), (2, "receiveKey", "counts")]
    assert log["statements"][1]["author"] == device["deviceId"] and log["statements"][1]["authorName"] == device["name"]
    assert log["statements"][1]["parents"] == [1] and log["statements"][1]["authorNumber"] == 1
    assert [(d["deviceId"], d["standing"], d["role"]) for d in log["devices"]] == [
        (device["deviceId"], "active", "full")]
    assert log["heads"] == [log["statements"][1]["id"]] and log["genesis"] == log["statements"][0]["id"]
    assert log["waiting"] == 0 and log["forks"] == [] and "problems" not in log


def test_every_signature_can_be_checked_again(keyed):
    assert keyed.ok("log", "--verify")["problems"] == []
    assert "every signature was checked again" in keyed.text("log", "--verify").out


def test_people_see_who_said_what(keyed):
    shown = keyed.text("log").out
    assert "the account begins, with the device" in shown and "receive key 1, for 1 device" in shown
    assert "the account key" in shown and "counts" in shown


def test_the_picture_is_well_formed_has_a_lane_for_each_author_and_fetches_nothing(keyed):
    device = keyed.ok("device", "list")["devices"][0]
    keyed.ok("device", "rename", device["name"], "<b>&\"'")
    path = keyed.folder / "log.svg"
    keyed.ok("log", "--svg", str(path))
    text = path.read_text()
    root = XML.fromstring(text)
    assert root.tag == SVG + "svg" and len(root.findall(SVG + "circle")) == 2
    texts = [t.text for t in root.findall(SVG + "text")]
    assert "the account key" in texts and "<b>&\"'" in texts
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "") and "<script" not in text


def test_a_picture_that_cannot_be_written_leaves_nothing_behind(keyed):
    before = sorted(keyed.folder.iterdir())
    refused = keyed.run("log", "--svg", str(keyed.folder / "missing" / "log.svg"))
    assert refused.status == 1
    assert sorted(keyed.folder.iterdir()) == before


def test_a_contact_s_log_is_not_known_before_it_came(keyed):
    keyed.ok("contact", "add", "ab" * 20)
    keyed.refused(1, "logUnknown", "log", "--contact", "ab" * 20)
    keyed.refused(1, "contactNotFound", "log", "--contact", "nobody")


def test_a_backup_carries_the_log_and_a_restored_device_waits(keyed, empty):
    path = str(keyed.folder / "backup.gz")
    keyed.ok("backup", "create", path, password=PASSWORD)
    before = keyed.ok("log")
    keyed.ok("backup", "restore", path, "--merge", password=PASSWORD)
    assert keyed.ok("log")["statements"] == before["statements"]

    empty.ok("backup", "restore", path, password=PASSWORD)
    empty.until(lambda: empty.ok("status")["keys"] == "ready", seconds=180)
    empty.until(lambda: len(empty.ok("log")["statements"]) == 3)
    log = empty.ok("log")
    assert [s["id"] for s in log["statements"][:2]] == [s["id"] for s in before["statements"]]
    here = next(d for d in empty.ok("device", "list")["devices"] if d["isThis"])
    assert here["state"] == "pending" and [d["standing"] for d in log["devices"]].count("pending") == 1
    assert log["genesis"] == before["genesis"]

    # Back on the first one: an old backup adds what the other knows.
    second = str(empty.folder / "second.gz")
    empty.ok("backup", "create", second, password=PASSWORD)
    keyed.ok("backup", "restore", second, "--merge", password=PASSWORD)
    assert [s["id"] for s in keyed.ok("log")["statements"]] == [s["id"] for s in log["statements"]]
    states = {d["deviceId"]: d["state"] for d in keyed.ok("device", "list")["devices"]}
    assert states[here["deviceId"]] == "pending" and len(states) == 2
    keyed.ok("backup", "restore", path, "--merge", password=PASSWORD)
    assert len(keyed.ok("log")["statements"]) == 3


def test_a_contact_s_log_comes_by_itself_and_its_card_names_it(friends):
    ada, bob = friends.ada, friends.bob
    bob.until(lambda: bob.run("log", "--contact", ada.id).status == 0, seconds=150)
    theirs, own = bob.ok("log", "--contact", ada.id, "--verify"), ada.ok("log")
    assert theirs["contact"] == ada.id and theirs["problems"] == [] and theirs["genesis"] == own["genesis"]
    assert [s["id"] for s in theirs["statements"]] == [s["id"] for s in own["statements"]]
    assert [d["standing"] for d in theirs["devices"]] == ["active"]
    # What a contact calls its devices is its own business.
    assert ada.ok("device", "list")["devices"][0]["name"] not in bob.text("log", "--contact", ada.id).out
    ada.ok("send", bob.id, "hello")
    assert bob.message("hello", "--with", ada.id)
