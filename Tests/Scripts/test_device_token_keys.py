"""signet device forget-keys where the signing key is on a PKCS#11 token"""

import pytest
from conftest import PASSWORD, Home
from Harness.token import PIN, Token, missing_token
from test_device_revoke import back_up

QUICK_KEYS = True
pytestmark = pytest.mark.skipif(missing_token() is not None, reason=f"{missing_token()} is not installed")


@pytest.fixture
def out(ada, tmp_path):
    """A device with its signing key on a token, which was thrown out and knows it; and the token."""
    token = Token(tmp_path / "hsm")
    fast = ada.environment
    environment = {**token.environment, "LD_PRELOAD": f"{fast.get('LD_PRELOAD', '')} {token.environment['LD_PRELOAD']}"}
    with Home(environment=token.environment) as phone:
        phone.environment = {**fast, **phone.environment, **environment,
                             **{name: phone.environment[name] for name in phone.environment if "FASTKEYS" in name}}
        phone.ok("backup", "restore", str(back_up(ada, "first.gz")), "--device-name", "phone", "--token", token.url,
                 "--token-pin-file", phone.secret(PIN), password=PASSWORD)
        phone.until(lambda: phone.ok("status")["keys"] == "ready", seconds=180)
        ada.ok("backup", "restore", str(back_up(phone, "second.gz")), "--merge", password=PASSWORD)
        ada.ok("device", "revoke", phone.account()["deviceId"], password=PASSWORD)
        phone.ok("backup", "restore", str(back_up(ada, "after.gz")), "--merge", password=PASSWORD)
        assert phone.ok("status")["revoked"]["keys"] == "pending" and token.keys() == 1
        yield phone, token


def test_the_key_is_taken_off_a_token_whose_pin_is_at_hand(out):
    phone, token = out
    answer = phone.ok("device", "forget-keys", "--yes")
    assert answer["warnings"] == [] and token.keys() == 0
    assert phone.ok("status")["keys"] == "destroyed"


def test_a_token_that_is_not_there_is_told_and_its_key_goes_when_it_is(out):
    phone, token = out
    phone.stop()
    token.pull_out()
    [warning] = phone.ok("device", "forget-keys", "--yes")["warnings"]
    assert "token seal is still there" in warning and "signet device forget-keys" in warning
    assert phone.ok("status")["keys"] == "destroyed"
    token.put_back()
    # Nobody is there who could say the PIN.
    [warning] = phone.ok("device", "forget-keys", "--yes")["warnings"]
    assert "PIN" in warning and token.keys() == 1
    [warning] = phone.ok("device", "forget-keys", "--yes", "--token-pin-file", phone.secret("999999"))["warnings"]
    assert token.keys() == 1
    assert phone.ok("device", "forget-keys", "--yes", "--token-pin-file", phone.secret(PIN))["warnings"] == []
    assert token.keys() == 0
    assert phone.ok("device", "forget-keys", "--yes")["warnings"] == []
