"""signet backup create"""

import os
import stat

from conftest import JAMI, PASSWORD


def test_a_backup_opens_and_holds_the_account(ada):
    target = ada.folder / "ada.gz"
    answer = ada.ok("backup", "create", str(target), password=PASSWORD)
    assert answer["path"] == str(target)
    assert answer["bytes"] == target.stat().st_size
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    inside = ada.inspect(target, PASSWORD)
    assert (inside["id"], inside["displayName"], inside["hasPassword"]) == (ada.account()["id"], "Ada Lovelace", True)


def test_a_relative_path_counts_from_the_folder_of_the_caller(ada):
    (ada.folder / "sub").mkdir()
    ada.finish(ada.start("backup", "create", "ada.gz", password=PASSWORD, cwd=ada.folder / "sub"))
    assert (ada.folder / "sub" / "ada.gz").exists()


def test_a_backup_can_have_a_password_of_its_own(ada):
    target = ada.folder / "safe.gz"
    ada.ok("backup", "create", str(target), password=PASSWORD, new="for the safe")
    ada.inspect(target, "for the safe")
    ada.refused(3, "wrongPasswordOrDamaged", "backup", "inspect", str(target), password=PASSWORD)
    # The account's own password is what it was.
    ada.inspect(ada.archive(ada.account()["id"]), PASSWORD)


def test_an_older_backup_of_the_same_account_is_replaced(ada):
    target = ada.folder / "ada.gz"
    ada.back_up(target, password=PASSWORD)
    first = target.read_bytes()
    ada.back_up(target, password=PASSWORD)
    assert target.read_bytes() != first
    ada.inspect(target, PASSWORD)


def test_another_file_is_replaced_only_by_force(ada):
    target = ada.folder / "holiday.jpg"
    target.write_bytes(b"not to be lost")
    ada.refused(2, "fileExists", "backup", "create", str(target), password=PASSWORD)
    assert target.read_bytes() == b"not to be lost"
    ada.ok("backup", "create", str(target), "--force", password=PASSWORD)
    ada.inspect(target, PASSWORD)


def test_the_backup_of_another_account_is_replaced_only_by_force(ada):
    target = ada.folder / "other.gz"
    target.write_bytes((JAMI / "nopass.gz").read_bytes())
    ada.refused(2, "fileExists", "backup", "create", str(target), password=PASSWORD)
    assert target.read_bytes() == (JAMI / "nopass.gz").read_bytes()


def test_a_failed_one_leaves_no_file(ada):
    target = ada.folder / "ada.gz"
    names = sorted(os.listdir(ada.folder))
    ada.refused(3, "wrongPasswordOrDamaged", "backup", "create", str(target), "--password-file", ada.secret("wrong"))
    assert sorted(name for name in os.listdir(ada.folder) if not name.startswith("secret-")) == [
        name for name in names if not name.startswith("secret-")]
    ada.refused(3, "passwordNeeded", "backup", "create", str(target))
    assert not target.exists()
    ada.refused(1, "fileNotFound", "backup", "create", str(ada.folder / "nowhere" / "ada.gz"), password=PASSWORD)


def test_the_log_tells_of_it(ada):
    ada.back_up(ada.folder / "ada.gz", password=PASSWORD)
    assert any("backup" in event["kind"].lower() for event in ada.ok("history")["events"])


def test_a_backup_goes_to_where_a_link_leads(ada):
    target, link = ada.folder / "stick.gz", ada.folder / "ada.gz"
    ada.back_up(target, password=PASSWORD)
    first = target.read_bytes()
    link.symlink_to("stick.gz")
    ada.back_up(link, password=PASSWORD)
    assert link.is_symlink() and target.read_bytes() != first
    ada.inspect(target, PASSWORD)


def test_a_link_to_nothing_is_no_place_for_a_backup(ada):
    link = ada.folder / "ada.gz"
    link.symlink_to("/nowhere/stick.gz")
    ada.refused(1, "fileNotFound", "backup", "create", str(link), password=PASSWORD)
    assert link.is_symlink()
