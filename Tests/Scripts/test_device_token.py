"""signet device join --token: the signing key of a linked device is on a PKCS#11 token"""

import json

import pytest
from conftest import running_relays
from Harness.token import PIN, missing_token
from test_device_file import approved, asked
from test_device_link import linked
from test_token import home, seal_and_open, signing, token, words  # noqa: F401, fixtures among them

pytestmark = pytest.mark.skipif(missing_token() is not None, reason=f"{missing_token()} is not installed")


def test_over_a_relay(home, home_of, token):
    old = home_of("none")
    with running_relays(1) as [relay]:
        _, joined = linked(old, home, relay, joining_words=words(home, token))
    [key] = signing(home)
    assert key["token"].startswith("pkcs11:") and token.keys() == 1
    assert home.ok("status")["token"]["state"] == "ready"
    assert seal_and_open(home)["verified"] is True
    home.stop()
    # A leaf has no password; its token has a PIN all the same.
    assert home.ok("status")["token"]["state"] == "pinNeeded"
    home.refused(3, "tokenPINWrong", "unlock", "--token-pin-file", home.secret("999999"))
    home.ok("unlock", "--token-pin-file", home.secret(PIN))
    assert seal_and_open(home)["verified"] is True
    # What the token signs, the others know to be the device's.
    sealed = home.ok("packet", "seal", "--to", old.id, "--content", "signed on the token")["packets"][0]
    assert old.ok("packet", "open", old.file(json.dumps(sealed).encode()))["verified"] is True
    assert joined["deviceId"] in {device["deviceId"] for device in old.ok("device", "list")["devices"]}


def test_by_file(home, home_of, token):
    old = home_of("none")
    request, digits = asked(home, "a.request", *words(home, token))
    assert token.keys() == 1
    approval, _ = approved(old, request, digits)
    joined = home.ok("device", "join", "--approval", str(approval))
    assert any("signet unlock --token-pin-file" in warning for warning in joined["warnings"])
    assert home.ok("status")["token"]["state"] == "pinNeeded"
    home.refused(2, "tokenPINNeeded", "send", home.id, "too early")
    home.ok("unlock", "--token-pin-file", home.secret(PIN))
    [key] = signing(home)
    assert "token=seal" in key["token"] and token.keys() == 1
    assert seal_and_open(home)["verified"] is True


def test_a_wrong_pin_no_token_and_a_failed_join_leave_nothing_on_it(home, token):
    path = home.folder / "a.request"
    home.ok("account", "list")
    tree = home.tree()
    home.refused(3, "tokenPINWrong", "device", "join", "--request", str(path), *words(home, token, pin="999999"))
    home.refused(3, "passwordNeeded", "device", "join", "--request", str(path), "--token", token.url)
    home.refused(1, "tokenUnavailable", "device", "join", "--request", str(path), "--token", "pkcs11:token=none",
                 "--token-pin-file", home.secret(PIN))
    home.refused(5, "relayUnreachable", "device", "join", "--relay", "http://127.0.0.1:1", *words(home, token))
    path.mkdir()
    home.refused(2, "fileExists", "device", "join", "--request", str(path), *words(home, token))
    home.wait_idle()
    assert token.keys() == 0 and home.tree() == tree and home.ok("account", "list")["accounts"] == []
