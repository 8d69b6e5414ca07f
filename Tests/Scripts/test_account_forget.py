"""signet account forget"""


def paths(home):
    return {str(path) for path in home.home.rglob("*")}


def test_a_dry_run_says_exactly_what_the_real_run_removes(ada):
    ada.ok("account", "list")
    before, tree = paths(ada), ada.tree()
    planned = ada.ok("account", "forget", "--dry-run")
    assert planned["dryRun"] is True
    assert ada.tree() == tree

    done = ada.ok("account", "forget", "--yes")
    assert done["removed"] == planned["removed"]
    gone = before - paths(ada)
    told = set(planned["removed"])
    assert told and told <= gone
    # Whatever is gone was told, or lies in a folder that was told.
    assert {path for path in gone if not any(path == t or path.startswith(t + "/") for t in told)} == set()
    assert ada.ok("account", "list")["accounts"] == []


def test_the_words_of_a_dry_run_are_the_names(ada):
    planned = ada.ok("account", "forget", "--dry-run")["removed"]
    answer = ada.text("account", "forget", "--dry-run")
    assert answer.out.splitlines() == planned
    assert answer.err.splitlines() == ["Would be removed:"]


def test_nothing_is_removed_without_a_confirmation(ada):
    ada.ok("account", "list")
    before = ada.tree()
    ada.refused(2, "confirmationNeeded", "account", "forget")
    assert ada.tree() == before


def test_at_a_terminal_a_part_of_the_id_is_typed(ada):
    account = ada.account()["id"]
    child = ada.terminal("account", "forget")
    child.expect_exact("Type the first eight digits of its ID: ")
    child.sendline("y")
    child.expect_exact("[confirmationNeeded]")
    child.wait()
    assert child.exitstatus == 2
    assert ada.account()["id"] == account

    child = ada.terminal("account", "forget")
    child.expect_exact("Type the first eight digits of its ID: ")
    child.sendline(account[:8])
    child.expect_exact("Removed:")
    child.wait()
    assert child.exitstatus == 0
    assert ada.ok("account", "list")["accounts"] == []


def test_an_account_that_was_forgotten_can_be_restored(ada):
    account = ada.account()["id"]
    backup = str(ada.folder / "ada.gz")
    ada.back_up(backup, password="correct horse battery staple")
    ada.ok("account", "forget", "--yes")
    assert ada.ok("backup", "restore", backup, password="correct horse battery staple")["id"] == account
