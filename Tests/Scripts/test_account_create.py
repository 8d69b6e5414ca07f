"""signet account create"""

import re
import stat

from conftest import PASSWORD


def test_an_account_is_made_and_its_recovery_state_named(empty):
    answer = empty.ok("account", "create", "--name", "Ada Lovelace", "--device-name", "desk", new=PASSWORD)
    assert re.fullmatch("[0-9a-f]{40}", answer["id"])
    assert re.fullmatch("[0-9a-f]{64}", answer["deviceId"])
    assert answer["recovery"] == "none"
    assert answer["hasPassword"] is True

    account = empty.account()
    assert (account["id"], account["displayName"]) == (answer["id"], "Ada Lovelace")
    assert account["deviceName"] == "desk"

    # Nothing that the command made is for anybody else.
    for path in [empty.home, *empty.home.rglob("*")]:
        mode = path.lstat().st_mode
        assert stat.S_IMODE(mode) & 0o077 == 0, f"{path} has mode {mode:o}"


def test_the_password_file_may_have_either_name(empty):
    secret = empty.secret(PASSWORD)
    for number, option in enumerate(["--password-file", "--new-password-file"]):
        empty.ok("account", "create", "--name", f"Ada {number}", option, secret)
    assert len(empty.ok("account", "list")["accounts"]) == 2


def test_words_go_to_standard_error_and_data_to_standard_output(empty):
    answer = empty.text("account", "create", "--name", "Ada", "--no-password")
    assert answer.status == 0, answer
    assert re.search(r"^account +[0-9a-f]{40}$", answer.out, re.M)
    assert re.search(r"^recovery +none$", answer.out, re.M)
    assert "Recovery: none." in answer.err.splitlines()[-1]
    # No progress line where standard error is no terminal.
    assert "\r" not in answer.err and "making keys" not in answer.err


def test_without_password_and_terminal_it_ends_at_once_and_starts_nothing(empty):
    empty.refused(3, "passwordNeeded", "account", "create", "--name", "Ada")
    assert empty.daemon() is None
    assert not empty.home.exists()


def test_an_empty_password_is_refused(empty):
    empty.refused(1, "secretUnusable", "account", "create", "--name", "Ada", "--password-file", empty.secret(""))
    assert not empty.home.exists()


def test_two_kinds_of_secret_exclude_each_other(empty):
    empty.refused(64, "usage", "account", "create", "--name", "Ada", "--no-password", "--password-file", "x")


def test_a_password_file_that_is_not_there_changes_nothing(empty):
    empty.refused(1, "fileNotFound", "account", "create", "--name", "Ada", "--password-file", "nowhere")
    assert not empty.home.exists()
