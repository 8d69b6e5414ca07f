"""signet account show"""

from conftest import JAMI, Home


def test_it_shows_the_account_and_its_device(ada):
    answer = ada.ok("account", "show")
    assert answer["displayName"] == "Ada Lovelace"
    assert answer["deviceName"] == "desk"
    assert answer["contacts"] == []
    assert answer["revokedCount"] == 0
    assert answer["hasPassword"] is True


def test_an_account_can_be_named_by_the_beginning_of_its_id(ada):
    account = ada.account()["id"]
    assert ada.ok("account", "show", "--account", account)["id"] == account
    assert ada.ok("account", "show", "--account", account[:6])["id"] == account


def test_an_unknown_account_is_an_error(ada, empty):
    ada.refused(1, "accountNotFound", "account", "show", "--account", "0" * 40)
    empty.refused(1, "accountNotFound", "account", "show")


def test_of_several_accounts_one_must_be_named(ada):
    ada.ok("backup", "restore", str(JAMI / "nopass.gz"))
    ada.refused(2, "accountNeeded", "account", "show")


def test_contacts_that_were_removed_or_blocked_are_listed_too(empty):
    empty.ok("backup", "restore", str(JAMI / "contacts-crl.gz"), password="contacts+crl for developers")
    assert Home.states(empty.ok("account", "show")) == {
        "00cf020a1a673dd86cb75c45bd4d431ae8b8aa68": ("active", False),
        "2486f9c45aaaf2bc909e2d5e8bbbc91a43ef8bc6": ("removed", False),
        "473ae8a0411d7ca8da040534753711daeb4d29cb": ("active", True),
        "4807007d602450d8b52d7b0b2c786152206d72a8": ("blocked", False),
        "ff6c51f47bdccec43e7f8e9dec41a7c1bc476f77": ("active", False),
    }
    assert empty.ok("account", "show")["revokedCount"] == 1
