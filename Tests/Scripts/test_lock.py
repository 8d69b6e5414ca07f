"""signet lock"""

from conftest import PASSWORD


def test_an_operation_that_waits_for_a_password_is_ended(ada):
    child = ada.terminal("backup", "create", str(ada.folder / "ada.gz"))
    child.expect_exact("Password of the account: ")
    answer = ada.ok("lock")
    assert answer["locked"] is True
    assert answer["ended"] == 1
    assert ada.ok("status")["operations"] == 0
    child.sendline(PASSWORD)
    child.wait()
    assert child.exitstatus != 0
    assert not (ada.folder / "ada.gz").exists()


def test_after_it_the_account_works_as_before(ada):
    ada.ok("account", "list")
    ada.ok("lock")
    ada.back_up(ada.folder / "ada.gz", password=PASSWORD)


def test_where_there_is_no_account_no_daemon_is_started(empty):
    assert empty.ok("lock") == {"locked": True, "ended": 0, "finished": 0, "agents": 0}
    assert empty.daemon() is None


def test_where_no_daemon_runs_the_agent_is_locked_all_the_same(ada):
    assert ada.daemon() is None
    assert ada.ok("lock") == {"locked": True, "ended": 0, "finished": 0, "agents": 1}
    ada.stop()
    assert ada.ok("status")["agentLocked"] is True
