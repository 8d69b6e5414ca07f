"""signet account password"""

from conftest import PASSWORD


def test_the_new_password_opens_the_archive_and_the_old_one_does_not(ada):
    account = ada.account()["id"]
    ada.ok("account", "password", password=PASSWORD, new="another")
    archive = str(ada.archive(account))
    assert ada.inspect(archive, "another")["id"] == account
    ada.refused(3, "wrongPasswordOrDamaged", "backup", "inspect", archive, password=PASSWORD)
    assert ada.stray_files() == []


def test_a_wrong_password_leaves_everything_as_it_was(ada):
    ada.ok("account", "list")
    before = ada.tree()
    ada.refused(3, "wrongPasswordOrDamaged", "account", "password", password="wrong", new="another")
    assert ada.tree() == before


def test_without_a_new_password_and_a_terminal_it_ends_at_once(ada):
    before = ada.tree()
    ada.refused(3, "passwordNeeded", "account", "password", password=PASSWORD)
    assert ada.daemon() is None
    assert ada.tree() == before


def test_without_the_old_password_and_a_terminal_the_operation_is_cancelled(ada):
    ada.ok("account", "list")
    before = ada.tree()
    ada.refused(3, "passwordNeeded", "account", "password", new="another")
    assert ada.tree() == before
    assert ada.ok("status")["operations"] == 0


def test_a_password_is_taken_away_only_by_saying_so(ada):
    answer = ada.ok("account", "password", password=PASSWORD, new="")
    assert answer["hasPassword"] is False
    assert ada.account()["hasPassword"] is False
