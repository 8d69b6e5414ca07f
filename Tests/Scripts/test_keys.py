"""signet key, lock and unlock: the keys that messages need, and the agent that holds them"""

import sqlite3

import pytest
from conftest import PASSWORD, running_relays


@pytest.fixture
def without_keys(ada):
    """An account with a password that lacks its keys, as one of before there were any."""
    for path in ada.home.glob("accounts/*/account.sqlite"):
        database = sqlite3.connect(path)
        database.execute("DELETE FROM accountKey")
        database.commit()
        database.close()
    return ada


def test_a_new_account_has_four_keys(ada):
    answer = ada.ok("key", "list")
    assert answer["state"] == ada.ok("status")["keys"] == "ready"
    assert sorted(key["purpose"] for key in answer["keys"]) == ["receive", "signing", "sync", "wrap"]
    assert {key["generation"] for key in answer["keys"]} == {1}
    assert ["expires" in key for key in answer["keys"] if key["purpose"] == "signing"] == [True]
    assert len({key["keyId"] for key in answer["keys"]}) == 4


def test_keys_that_take_the_password_are_pending_and_the_way_out_is_told(without_keys):
    ada = without_keys
    assert ada.ok("status")["keys"] == ada.ok("key", "list")["state"] == "pending"
    assert "signet key make" in ada.text("status").err
    refused = ada.refused(2, "keysPending", "send", ada.id, "hello")
    assert "signet key make" in refused.json["error"]["hint"]
    assert [finding["cure"] for finding in ada.ok("doctor")["findings"] if "signet key make" in finding["cure"]]
    ada.refused(3, "wrongPasswordOrDamaged", "key", "make", password="wrong")
    ada.refused(3, "passwordNeeded", "key", "make")
    assert ada.ok("status")["keys"] == "pending"
    ada.ok("key", "make", password=PASSWORD)
    assert ada.ok("status")["keys"] == "ready" and len(ada.ok("key", "list")["keys"]) == 4
    assert ada.ok("key", "make", password=PASSWORD)["warnings"] == []
    assert ada.stray_files() == []


def test_a_locked_agent_signs_and_opens_nothing(ada):
    with running_relays(1) as relays:
        ada.know(relays)
        ada.ok("send", ada.id, "before")
        answer = ada.ok("lock")
        assert answer["agents"] == 1 and ada.ok("status")["agentLocked"] is True
        refused = ada.refused(2, "agentLocked", "send", ada.id, "while locked")
        assert "signet unlock" in refused.json["error"]["hint"]
        ada.refused(2, "agentLocked", "packet", "seal", "--to", ada.id, "--content", "x")
        inbox = ada.ok("inbox", "--with", ada.id)
        assert inbox["fetchError"]["code"] == "agentLocked"
        assert [message["text"] for message in inbox["messages"]] == ["before"]
        ada.refused(3, "wrongPasswordOrDamaged", "unlock", password="wrong")
        ada.refused(3, "passwordNeeded", "unlock")
        assert ada.ok("status")["agentLocked"] is True
        assert ada.ok("unlock", password=PASSWORD)["locked"] is False
        ada.ok("send", ada.id, "after")


def test_an_agent_can_be_unlocked_for_a_time(ada):
    ada.ok("status")
    ada.ok("lock")
    answer = ada.ok("unlock", "--seconds", "2", password=PASSWORD)
    assert answer["locked"] is False and answer["unlockedUntil"] > 0
    ada.until(lambda: ada.ok("status")["agentLocked"], seconds=20)
    ada.refused(64, "usage", "unlock", "--seconds", "0")


def test_the_password_is_asked_for_at_the_terminal(ada):
    ada.ok("status")
    ada.ok("lock")
    child = ada.terminal("unlock")
    child.expect_exact("Password of the account: ")
    child.sendline(PASSWORD)
    child.expect_exact("The signing agent is unlocked.")
    child.wait()
    assert child.exitstatus == 0
