"""signet account list"""


def test_a_fresh_home_has_no_account(empty):
    assert empty.ok("account", "list") == {"accounts": []}
    answer = empty.text("account", "list")
    assert answer.out == ""
    assert "signet account create" in answer.err


def test_it_needs_no_password(ada):
    [account] = ada.ok("account", "list")["accounts"]
    assert account["displayName"] == "Ada Lovelace"
    assert account["hasPassword"] is True
    assert account["role"] == "full"
    assert account["recovery"] == "none"


def test_people_get_one_line_an_account(ada):
    lines = ada.text("account", "list").out.splitlines()
    assert lines[0].split() == ["ACCOUNT", "ROLE", "PASSWORD", "RECOVERY", "NAME"]
    assert lines[1].split() == [ada.account()["id"], "full", "yes", "none", "Ada", "Lovelace"]
