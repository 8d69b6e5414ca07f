"""--token: the signing key on a PKCS#11 token"""

import json
import os
import signal
import subprocess

import pytest
from conftest import PASSWORD, Home
from Harness import processes
from Harness.token import PIN, Token, missing_token

pytestmark = pytest.mark.skipif(missing_token() is not None, reason=f"{missing_token()} is not installed")


@pytest.fixture
def token(tmp_path):
    return Token(tmp_path / "hsm")


@pytest.fixture
def home(token):
    with Home(environment=token.environment) as home:
        yield home


def words(home, token, pin=PIN):
    return ["--token", token.url, "--token-pin-file", home.secret(pin)]


def create(home, token, password=PASSWORD):
    return home.ok("account", "create", "--name", "Ada", *words(home, token), new=password)


def ready(home):
    home.until(lambda: home.ok("status")["keys"] == "ready", seconds=180)


def seal_and_open(home):
    """What it seals to itself opens, and is from it."""
    sealed = home.ok("packet", "seal", "--to", home.id, "--content", "from the token")["packets"][0]
    opened = home.ok("packet", "open", home.file(json.dumps(sealed).encode()))
    assert opened["content"] == "from the token" and opened["from"] == home.id
    return opened


def keepers(home):
    """Processes that hold a token's PIN, of this home's daemon."""
    return [pid for pid in processes.children_of(home.daemon()) if runs(pid, b"\0token\0")]


def runs(pid, what):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as line:
            command = line.read()
        return b"signetd" in command and command.endswith(what)
    except OSError:
        return False


def signing(home):
    return [key for key in home.ok("key", "list")["keys"] if key["purpose"] == "signing" and "retiredAt" not in key]


def test_an_account_is_made_with_its_signing_key_on_a_token_and_signs_by_it(home, token):
    create(home, token)
    ready(home)
    [key] = signing(home)
    assert key["token"].startswith("pkcs11:") and "token=seal" in key["token"] and "serial=" in key["token"]
    assert PIN not in json.dumps(key) and token.keys() == 1 and "expires" in key
    status = home.ok("status")["token"]
    assert status["name"] == "seal" and status["state"] == "ready"
    assert [device["token"] for device in home.ok("device", "list")["devices"]] == ["seal"]
    assert seal_and_open(home)["verified"] is True
    assert not [finding for finding in home.ok("doctor")["findings"] if "oken" in finding["id"]]
    listed = token.tool("p11tool", "--batch", "--login", "--list-privkeys", token.url)
    assert "CKA_SENSITIVE" in listed and "CKA_NEVER_EXTRACTABLE" in listed and "RSA-4096" in listed
    for path in home.home.rglob("*"):
        if path.is_file():
            assert PIN.encode() not in path.read_bytes(), path


def test_after_a_restart_and_after_locking_the_pin_is_asked_for(home, token):
    create(home, token)
    ready(home)
    home.stop()
    assert home.ok("status")["token"]["state"] == "pinNeeded"
    refused = home.refused(2, "tokenPINNeeded", "send", home.id, "too early")
    assert "signet unlock" in refused.json["error"]["hint"]
    assert home.inbox() == []
    home.refused(3, "passwordNeeded", "unlock", password=PASSWORD)
    home.refused(3, "tokenPINWrong", "unlock", "--token-pin-file", home.secret("999999"), password=PASSWORD)
    assert home.ok("status")["token"]["state"] == "pinNeeded"
    home.ok("unlock", "--token-pin-file", home.secret(PIN), password=PASSWORD)
    assert home.ok("status")["token"]["state"] == "ready"
    seal_and_open(home)
    home.ok("lock")
    assert home.ok("status")["token"]["state"] == "pinNeeded"
    home.ok("unlock", "--token-pin-file", home.secret(PIN), password=PASSWORD)
    seal_and_open(home)
    child = home.terminal("unlock")
    child.expect_exact("Password of the account: ")
    child.sendline(PASSWORD)
    child.expect_exact("PIN of the token: ")
    child.sendline(PIN)
    child.expect_exact("The signing agent is unlocked.")
    child.wait()


@pytest.mark.parametrize("how", ["moved", "removed"])
def test_a_token_that_was_pulled_out_loses_nothing_and_signs_again_once_it_is_back(home, token, how):
    def out():
        token.pull_out() if how == "moved" else token.fail("out")

    def back():
        token.put_back() if how == "moved" else token.fail()

    create(home, token)
    ready(home)
    home.ok("send", home.id, "before")
    out()
    home.refused(1, "tokenUnavailable", "send", home.id, "meanwhile")
    assert home.ok("status")["token"]["state"] == "unavailable"
    [finding] = [finding for finding in home.run("doctor").json["findings"]
                 if finding["id"] == "tokenUnavailable"]
    assert "seal" in finding["cause"]
    assert [message["text"] for message in home.inbox("--with", home.id)] == ["before"]
    back()
    home.ok("send", home.id, "after")
    assert home.ok("status")["token"]["state"] == "ready"
    assert [message["text"] for message in home.inbox("--with", home.id)] == ["before", "after"]
    home.stop()
    out()
    said = home.text("unlock", "--password-file", home.secret(PASSWORD))
    assert said.status == 0 and "messages can be read, and none signed" in said.err
    home.refused(2, "tokenPINNeeded", "send", home.id, "still out")
    back()
    home.ok("unlock", "--token-pin-file", home.secret(PIN), password=PASSWORD)
    home.ok("send", home.id, "back")


FAULTS = [
    ("full", 1, "tokenFull"), ("protected", 1, "tokenWriteProtected"), ("small", 1, "tokenUnsuitable"),
    ("nosign", 1, "tokenUnsuitable"), ("locks", 1, "tokenPINLocked"), ("locked", 1, "tokenPINLocked"),
    ("out", 1, "tokenUnavailable"),
]


def test_what_a_token_cannot_do_is_told_and_nothing_is_left_behind(home, token):
    home.ok("status")
    before = home.tree()
    for fault, status, code in FAULTS:
        token.fail(fault)
        answer = home.refused(status, code, "account", "create", "--name", "Ada", *words(home, token), new=PASSWORD)
        error = answer.json["error"]
        assert error["hint"] and "seal" in error["reason"], error
        token.fail()
        assert token.objects() == 0, fault
        assert home.ok("account", "list")["accounts"] == [] and home.stray_files() == [], fault
    home.refused(3, "tokenPINWrong", "account", "create", "--name", "Ada", *words(home, token, "000000"), new=PASSWORD)
    token.fail("final")
    answer = home.refused(3, "tokenPINWrong", "account", "create", "--name", "Ada", *words(home, token, "000000"),
                          new=PASSWORD)
    assert answer.json["error"]["hint"] == "one more wrong PIN locks the token"
    token.fail()
    home.refused(1, "tokenUnavailable", "account", "create", "--name", "Ada", "--token", "pkcs11:token=nobody",
                 "--token-pin-file", home.secret(PIN), new=PASSWORD)
    home.refused(3, "passwordNeeded", "account", "create", "--name", "Ada", "--token", token.url, new=PASSWORD)
    assert token.objects() == 0 and home.ok("account", "list")["accounts"] == []
    home.wait_idle()
    home.until(lambda: not keepers(home))
    assert before == home.tree() or (home.home / "spare").exists()


@pytest.mark.parametrize("url", ["pkcs11:token=seal?pin-value=123456", "pkcs11:token=seal;pin-value=1", "seal",
                                 "pkcs11:object=x", "pkcs11:token=seal;type=cert", "pkcs11:token"])
def test_an_address_that_is_none_or_has_a_pin_is_refused_unopened(home, url):
    answer = home.refused(2, "tokenURLRefused", "account", "create", "--name", "Ada", "--token", url, new=PASSWORD)
    assert "123456" not in answer.out


def test_a_token_without_pss_signs_by_the_older_way(home, token):
    token.fail("nopss")
    create(home, token)
    ready(home)
    opened = seal_and_open(home)
    assert opened["verified"] is True, opened


def test_a_signing_key_moves_to_a_token_and_back(home, token):
    home.ok("account", "create", "--name", "Ada", new=PASSWORD)
    ready(home)
    [old] = signing(home)
    home.refused(3, "wrongPasswordOrDamaged", "key", "make", *words(home, token), password="wrong")
    home.refused(3, "tokenPINWrong", "key", "make", *words(home, token, "000000"), password=PASSWORD)
    assert token.objects() == 0 and signing(home) == [old]
    assert home.ok("key", "make", *words(home, token), password=PASSWORD)["keys"] == ["signing"]
    [moved] = signing(home)
    assert moved["keyId"] != old["keyId"] and moved["generation"] == 2 and "token" in moved and token.keys() == 1
    assert seal_and_open(home)["verified"] is True
    assert home.ok("key", "make", password=PASSWORD).get("keys") == []
    token.pull_out()
    answer = home.ok("key", "make", "--no-token", password=PASSWORD)
    # The key of before is out and cannot name its successor: the recovery key does, whose seed the archive still has.
    assert answer["keys"] == ["signing"] and answer["warnings"] == []
    [back] = signing(home)
    assert back["generation"] == 3 and "token" not in back and "token" not in home.ok("status")
    assert seal_and_open(home)["verified"] is True
    home.until(lambda: not keepers(home))


def test_a_key_that_is_on_the_token_already_is_taken_and_never_removed(home, token):
    token.tool("p11tool", "--batch", "--login", "--generate-privkey=rsa", "--bits", "4096", "--label", "mine", token.url)
    url = token.url + ";object=mine"
    home.refused(64, "usage", "account", "create", "--name", "", "--token", url, new=PASSWORD)
    home.ok("account", "create", "--name", "Ada", "--token", url, "--token-pin-file", home.secret(PIN), new=PASSWORD)
    ready(home)
    assert token.keys() == 1 and seal_and_open(home)["verified"] is True


def test_a_backup_is_restored_with_a_token(home, token, backups):
    file = backups("password")
    home.refused(3, "wrongPasswordOrDamaged", "backup", "restore", str(file), *words(home, token), password="wrong")
    assert token.objects() == 0
    home.ok("backup", "restore", str(file), *words(home, token), password=PASSWORD)
    ready(home)
    assert len(signing(home)) == 1 and token.keys() == 1 and seal_and_open(home)["verified"] is True
    answer = home.refused(1, "badRequest", "backup", "restore", str(file), "--merge", *words(home, token),
                          password=PASSWORD)
    assert "signet key make --token" in answer.json["error"]["hint"] and token.keys() == 1


def test_a_keeper_that_dies_takes_the_pin_with_it_and_nothing_else(home, token):
    create(home, token)
    ready(home)
    [keeper] = keepers(home)
    os.kill(int(keeper), signal.SIGKILL)
    home.refused(2, "tokenPINNeeded", "send", home.id, "gone")
    home.ok("unlock", "--token-pin-file", home.secret(PIN), password=PASSWORD)
    home.ok("send", home.id, "here")
    [keeper] = keepers(home)
    os.kill(home.daemon(), signal.SIGKILL)
    home.until(lambda: not runs(keeper, b"\0token\0"))


def test_a_keeper_alone_says_what_it_is(home, token):
    from Harness.signet import BINARIES
    done = subprocess.run([BINARIES / "signetd", "token"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 64 and done.stderr == "`signetd token` is started by signetd itself\n"


def test_new_keys_of_the_device_are_a_new_one_on_its_token_too(home, token):
    create(home, token)
    ready(home)
    [before] = signing(home)
    former = home.account()["deviceId"]
    rotate = ["key", "rotate", "device", "--password-file", home.secret(PASSWORD)]
    log = home.ok("log")
    home.refused(3, "tokenPINWrong", *rotate, "--token-pin-file", home.secret("999999"))
    assert token.keys() == 1 and home.ok("log") == log and home.account()["deviceId"] == former
    answer = home.ok(*rotate, "--token-pin-file", home.secret(PIN))
    assert answer["supersedes"] == former != home.account()["deviceId"]
    [after] = signing(home)
    assert after["token"].startswith("pkcs11:") and after["keyId"] != before["keyId"] and token.keys() == 2
    assert home.ok("status")["token"]["state"] == "ready"
    assert seal_and_open(home)["verified"] is True
    home.stop()
    # Without the PIN of the one before nobody says whose place the new one takes.
    home.refused(2, "tokenPINNeeded", *rotate, "--token-pin-file", home.secret(PIN))
    assert token.keys() == 2
