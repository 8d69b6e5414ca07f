"""signet status"""

import datetime

import pytest

from Harness import archive
from Tools.archive_vectors import account as made


def expiring_archive(path, days):
    """An archive without a password whose certificates end in so many days."""
    key, authority_key = made.load("rsa4096-2"), made.load("rsa4096-3")
    account = made.Account(key, authority_key, 0x5151)
    now = datetime.datetime.utcnow()
    dates = {"start": now - datetime.timedelta(days=30), "end": now + datetime.timedelta(days=days)}
    issuer = made.name("Jami CA", authority_key)
    account.authority = made.certificate("Jami CA", authority_key, issuer, authority_key, 0x5151, **dates)
    account.certificate = made.certificate("Jami", key, issuer, authority_key, 0x5152, **dates)
    archive.write_archive(path, account.entries())
    return account.id


def test_it_tells_how_the_account_stands(ada):
    answer = ada.ok("status")
    account = ada.account()
    assert (answer["id"], answer["deviceId"]) == (account["id"], account["deviceId"])
    assert (answer["role"], answer["recovery"]) == ("full", "none")
    assert answer["keys"] in ("making", "ready")
    assert answer["nextExpiry"] > 1_700_000_000
    assert answer["agentLocked"] is False
    assert (answer["unread"], answer["outbox"], answer["relays"]) == (0, 0, 0)
    assert answer["accounts"] == 1


def test_without_an_account_it_still_answers(empty):
    answer = empty.ok("status")
    assert answer["accounts"] == 0
    assert "id" not in answer


@pytest.mark.parametrize("days, status", [(6, 4), (8, 0)])
def test_what_expires_within_seven_days_is_an_exit_status_of_its_own(empty, days, status):
    path = empty.folder / "expiring.gz"
    account = expiring_archive(path, days)
    empty.ok("backup", "restore", str(path))
    answer = empty.run("status")
    assert answer.status == status, answer
    assert answer.json["id"] == account
