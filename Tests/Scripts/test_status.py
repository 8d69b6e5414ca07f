"""signet status"""


def test_it_tells_how_the_account_stands(ada):
    answer = ada.ok("status")
    account = ada.account()
    assert (answer["id"], answer["deviceId"]) == (account["id"], account["deviceId"])
    assert (answer["role"], answer["recovery"]) == ("full", "none")
    assert answer["keys"] in ("pending", "ready")
    assert answer["nextExpiry"] > 1_700_000_000
    assert answer["accounts"] == 1


def test_without_an_account_it_still_answers(empty):
    answer = empty.ok("status")
    assert answer["accounts"] == 0
    assert "id" not in answer

