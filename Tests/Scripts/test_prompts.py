"""Asking at the terminal: echo off, a new password twice, Ctrl-C, nobody there"""

import re

import pexpect
from conftest import JAMI, PASSWORD, Home


def ended(child):
    child.expect(pexpect.EOF)
    child.wait()
    return child.exitstatus


def test_a_new_password_is_asked_for_twice_and_not_echoed(empty):
    child = empty.terminal("account", "create", "--name", "Ada")
    child.expect_exact("New password for the account Ada: ")
    child.sendline(PASSWORD)
    child.expect_exact("The same again: ")
    child.sendline(PASSWORD)
    child.expect(r"account +([0-9a-f]{40})")
    account = child.match.group(1)
    child.expect_exact("Recovery: none.")
    assert ended(child) == 0
    assert PASSWORD not in (child.before or "")
    assert empty.inspect(empty.archive(account), PASSWORD)["id"] == account


def test_progress_is_one_line_that_is_gone_at_the_end(empty):
    child = empty.terminal("account", "create", "--name", "Ada", "--no-password")
    child.expect_exact("making keys: ")
    child.expect(r"account +[0-9a-f]{40}")
    # Whatever was on the line before has been wiped.
    assert re.search(r"\r\x1b\[K$", child.before)
    assert ended(child) == 0


def test_two_different_entries_are_asked_for_again(empty):
    child = empty.terminal("account", "create", "--name", "Ada")
    for first, second in [("one", "two"), ("three", "four"), ("five", "six")]:
        child.expect_exact("New password for the account Ada: ")
        child.sendline(first)
        child.expect_exact("The same again: ")
        child.sendline(second)
        child.expect_exact("signet: the two are not the same")
    child.expect_exact("[cancelled]")
    assert ended(child) == 1
    assert not empty.home.exists()


def test_an_empty_entry_is_no_password(empty):
    child = empty.terminal("account", "create", "--name", "Ada")
    child.expect_exact("New password for the account Ada: ")
    child.sendline("")
    child.expect_exact("[secretUnusable]")
    assert ended(child) == 1
    assert not empty.home.exists()


def test_ctrl_c_gives_up_and_echo_is_back(empty):
    child = empty.terminal("account", "create", "--name", "Ada")
    child.expect_exact("New password for the account Ada: ")
    child.waitnoecho()
    child.sendintr()
    child.expect_exact("[cancelled]")
    assert child.getecho()
    assert ended(child) == 1
    assert not empty.home.exists()


def test_the_password_of_a_file_is_asked_for_only_when_it_has_one():
    with Home() as home:
        child = home.terminal("backup", "inspect", str(JAMI / "ascii.gz"))
        child.expect_exact(f"Password of {JAMI / 'ascii.gz'}: ")
        child.sendline("correct horse battery staple for developers")
        child.expect(r"account +9183855090357fea8f4fd0be8380473e5a68d1cc")
        assert ended(child) == 0

        child = home.terminal("backup", "inspect", str(JAMI / "nopass.gz"))
        child.expect(r"account +dfdc9fa605d334682930bae652529f9f2aefb1d2")
        assert ended(child) == 0
        assert "Password" not in child.before


def test_backspace_and_ctrl_u_edit_what_was_typed():
    with Home() as home:
        child = home.terminal("backup", "inspect", str(JAMI / "ascii.gz"))
        child.expect_exact("Password of ")
        child.send("all wrong\x15correct horse battery staple for developersé\x7f\n")
        child.expect(r"account +9183855090357fea8f4fd0be8380473e5a68d1cc")
        assert ended(child) == 0


def test_the_daemon_asks_through_us_only_when_the_archive_has_a_password(home_of):
    for scheme, asked in [("none", False), ("password", True)]:
        home = home_of(scheme)
        child = home.terminal("backup", "create", str(home.folder / "ada.gz"))
        if asked:
            child.expect_exact("Password of the account: ")
            child.sendline(PASSWORD)
        child.expect_exact("The file was read back and holds the same as the account.")
        assert ended(child) == 0


def test_giving_up_at_the_prompt_cancels_the_operation(ada):
    before_listing = ada.account()
    before = ada.tree()
    child = ada.terminal("account", "password")
    child.expect_exact("Password of the account: ")
    child.waitnoecho()
    child.sendintr()
    child.expect_exact("[cancelled]")
    assert ended(child) == 1
    assert ada.ok("status")["operations"] == 0
    assert ada.tree() == before
    assert ada.account() == before_listing


def test_ctrl_c_while_keys_are_made_cancels_the_operation(empty):
    child = empty.terminal("account", "create", "--name", "Ada", "--no-password")
    child.expect_exact("making keys: ")
    child.sendintr()
    child.expect_exact("[operationCancelled]")
    assert ended(child) == 1
    assert empty.ok("account", "list") == {"accounts": []}
    assert empty.ok("status")["operations"] == 0
    assert empty.stray_files() == []
