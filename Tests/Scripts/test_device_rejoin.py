"""A machine that was thrown out joins again: with fresh keys, and with all that it knew"""

import pytest
from test_device_again import devices, keys, this
from test_device_file import approved, asked
from test_device_forget_keys import folder, kinds, left
from test_device_link import linked

QUICK_KEYS = True


def thrown_out(old, new):
    """The device of `new` is revoked, and knows it from a packet."""
    device = this(new)
    old.ok("device", "revoke", device, "--yes", "--rotate-account", "no")
    new.until(lambda: "revoked" in new.ok("status") and "ownRevocationLearned" in kinds(new))
    return device


def own_keys(home):
    return {key["keyId"] for key in home.ok("key", "list")["keys"] if key["purpose"] in ("signing", "wrap")}


@pytest.mark.parametrize("forgets", [False, True])
def test_a_leaf_joins_again_with_fresh_keys_and_keeps_messages_and_contacts(home_of, empty, relay, forgets):
    old, bob = home_of("none"), home_of("bob")
    for home in (old, bob):
        home.know([relay])
    old.meet(bob, "Bob")
    bob.meet(old, "Ada")
    linked(old, empty, relay)
    bob.ok("send", "Ada", "from before")
    empty.message("from before")
    former, used = thrown_out(old, empty), own_keys(empty)
    empty.refused(2, "deviceRevoked", "send", "Bob", "while it is out")
    if forgets:
        empty.ok("device", "forget-keys", "--yes")
        assert empty.ok("status")["keys"] == "destroyed"
    answer, joined = linked(old, empty, relay)
    present = this(empty)
    assert present == joined["deviceId"] == answer["deviceId"] != former
    assert "supersedes" not in answer and "supersedes" not in joined and joined["warnings"] == []
    status = empty.ok("status")
    assert "revoked" not in status and (status["keys"], status["role"]) == ("ready", "leaf")
    fresh = set(keys(empty, "signing") + keys(empty, "wrap"))
    assert len(fresh) == 2 and not fresh & used
    assert keys(empty, "receive") == keys(old, "receive")
    assert [contact["name"] for contact in empty.ok("contact", "list")["contacts"]] == ["Bob"]
    assert empty.message("from before")["verified"] is True
    for home in (old, empty):
        home.until(lambda home=home: devices(home).get(present) == ("active", "leaf"))
        assert devices(home)[former] == ("revoked", "leaf")
    # It is a device as any other.
    empty.ok("send", "Bob", "back again")
    assert bob.message("back again")["verified"] is True
    bob.ok("send", "Ada", "welcome")
    assert empty.message("welcome")["verified"] is True
    assert not (folder(empty) / "keys-destroyed").exists() and empty.stray_files() == []
    assert [finding for finding in empty.run("doctor").json["findings"] if finding["severity"] == "problem"] == []
    # And may be thrown out as any other: the time begins anew.
    assert thrown_out(old, empty) == present
    assert empty.ok("status")["revoked"]["keys"] == "pending"


@pytest.mark.parametrize("role", ["leaf", "full"])
def test_a_full_device_that_was_thrown_out_comes_back_by_files(home_of, empty, relay, role):
    old = home_of("none")
    old.know([relay])
    linked(old, empty, relay, "--role", "full")
    former = thrown_out(old, empty)
    empty.stop()
    key, _, certificates = (folder(empty) / "device.pem").read_bytes().partition(b"-----END PRIVATE KEY-----")
    stretches = [key[at:at + 24] for at in range(40, len(key) - 24, 200)]
    assert certificates and len(stretches) >= 10 and left(empty, stretches) == stretches
    request, digits = asked(empty, "a.request", "--account", old.id)
    approval, answer = approved(old, request, digits, "--role", role)
    joined = empty.ok("device", "join", "--approval", str(approval))
    assert this(empty) == joined["deviceId"] == answer["deviceId"] != former
    assert (folder(empty) / "archive.gz").exists() == (role == "full")
    assert (folder(empty) / "leaf").exists() == (role == "leaf")
    status = empty.ok("status")
    assert "revoked" not in status and (status["keys"], status["role"]) == ("ready", role)
    assert devices(empty)[former][0] == "revoked"
    if role == "full":
        empty.ok("backup", "create", str(empty.folder / "again.gz"), "--no-password")
    else:
        empty.refused(2, "leafDevice", "backup", "create", str(empty.folder / "no.gz"))
    assert empty.stray_files() == []
    # Nothing of the former device's key is left.
    empty.stop()
    assert left(empty, stretches) == []
