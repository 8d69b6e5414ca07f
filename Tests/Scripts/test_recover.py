"""signet recover: an archive, words, both; what each opens, and that nothing that is here is lost"""

import pytest
from conftest import JAMI, PASSWORD, Home
from test_recovery import at_terminal, ended, made, rehearse, seed_is_there, sheet

QUICK_KEYS = True


def ready(home):
    home.until(lambda: home.ok("status")["keys"] == "ready", seconds=180)
    home.wait_idle()


@pytest.fixture(scope="module")
def lost(moulds, tmp_path_factory):
    """A backup of Ada's, made after her kit was rehearsed, her words, and what her account was."""
    from conftest import copies
    with copies(moulds) as copy:
        home = copy("none")
        kit = made(home, "--shares", "2/3")
        for words in kit[:2]:
            assert rehearse(home, words).status == 0
        backup = tmp_path_factory.mktemp("lost") / "ada.gz"
        home.ok("backup", "create", str(backup))
        return {"backup": str(backup), "kit": kit, "account": home.account(),
                "recoveryKey": home.ok("recovery", "status")["recoveryKey"]}


def with_words(home, kit):
    return [option for words in kit for option in ("--words-file", sheet(home, words))]


def test_backup_and_words_enrol_this_device_at_once(empty, lost):
    answer = empty.ok("recover", lost["backup"], *with_words(empty, lost["kit"][1:]))
    assert answer["id"] == lost["account"]["id"] and answer["deviceId"] != lost["account"]["deviceId"]
    assert (answer["recovery"], answer["recoveryKey"]) == ("kitRehearsed", lost["recoveryKey"])
    assert not [word for word in lost["kit"][1][4:] if f'"{word}"' in str(answer)]
    ready(empty)
    # It has been vouched for: there is nothing left to do, and nothing pending.
    again = empty.ok("recover", *with_words(empty, lost["kit"][:2]))
    assert (again["vouched"], again["recoveryKey"]) == (False, lost["recoveryKey"])
    assert "pendingStatement" not in {item["subject"] for item in empty.ok("forecast")["items"]}


def test_a_backup_alone_waits_and_the_words_end_the_waiting(empty, lost):
    answer = empty.ok("recover", lost["backup"])
    assert (answer["id"], answer["recovery"], "recoveryKey" in answer) == (lost["account"]["id"], "kitRehearsed", False)
    ready(empty)
    # Within three days something changes: that is status 4.
    waiting = empty.run("forecast")
    assert waiting.status == 4
    assert [item for item in waiting.json["items"] if item["subject"] == "pendingStatement"]
    vouched = empty.ok("recover", *with_words(empty, lost["kit"][:2]))
    assert (vouched["vouched"], vouched["deviceId"]) == (True, answer["deviceId"])
    assert "pendingStatement" not in {item["subject"] for item in empty.ok("forecast")["items"]}
    # A device that did not make the kit rehearses it by its key, and makes a new one out of it.
    assert empty.ok("recovery", "rehearse", *with_words(empty, lost["kit"][1:]))["recovery"] == "kitRehearsed"
    [words] = made(empty, *with_words(empty, lost["kit"][:2]))
    assert rehearse(empty, words).json["recovery"] == "kitRehearsed" and not seed_is_there(empty)


def test_words_alone_say_what_they_cannot_do(empty, lost):
    answer = empty.ok("recover", *with_words(empty, lost["kit"][:2]))
    assert answer == {"recoveryKey": lost["recoveryKey"], "warnings": []}
    told = empty.text("recover", *with_words(empty, lost["kit"][:2]))
    assert told.status == 0 and "Alone they bring no account back: its keys and contacts are not in them." in told.err
    assert empty.ok("account", "list") == {"accounts": []}


def test_too_few_shares_and_shares_of_others_leave_nothing_behind(empty, lost, home_of):
    few = empty.refused(3, "wordsNeeded", "recover", lost["backup"], *with_words(empty, lost["kit"][:1]))
    assert few.json["error"]["reason"] == "the files hold 1 share of the 2 that are needed"
    other = home_of("bob")
    foreign = made(other, "--shares", "2/2")
    empty.refused(3, "recoveryKeyWrong", "recover", lost["backup"], *with_words(empty, foreign))
    mixed = [lost["kit"][0], foreign[0]]
    empty.refused(3, "sharesMixed", "recover", lost["backup"], *with_words(empty, mixed))
    same = [lost["kit"][0], lost["kit"][0]]
    empty.refused(3, "sharesMissing", "recover", lost["backup"], *with_words(empty, same))
    assert empty.ok("account", "list") == {"accounts": []} and empty.stray_files() == []


def test_an_account_that_is_here_is_not_touched(home_of, backups):
    home = home_of("none")
    home.ok("account", "list")
    before = home.tree()
    home.refused(2, "accountExists", "recover", backups("none"))
    assert home.tree() == before


def test_words_of_an_account_that_never_had_a_recovery_key_are_refused(empty, lost):
    refused = empty.refused(2, "kitMissing", "recover", str(JAMI / "nopass.gz"), *with_words(empty, lost["kit"][:2]))
    assert refused.json["error"]["reason"].startswith("the account in this backup had no recovery key yet")
    assert empty.ok("account", "list") == {"accounts": []}


def test_an_account_from_jami_gets_a_recovery_key_of_its_own(empty):
    account = empty.ok("recover", str(JAMI / "nopass.gz"))["id"]
    ready(empty)
    assert empty.ok("recovery", "status") == {"state": "none", "rehearsed": []}
    [words] = made(empty)
    key = empty.ok("recovery", "status")["recoveryKey"]
    assert rehearse(empty, words).json["recovery"] == "kitRehearsed" and not seed_is_there(empty)
    # Its log names the key now: on a bare machine the words fit the account.
    backup = str(empty.folder / "after.gz")
    empty.ok("backup", "create", backup)
    with Home() as bare:
        answer = bare.ok("recover", backup, *with_words(bare, [words]))
        assert (answer["id"], answer["recoveryKey"]) == (account, key)
        bare.stop()


def test_the_password_and_the_words_are_asked_for_at_the_terminal(empty, lost, ada):
    kit = made(ada, password=PASSWORD)
    backup = str(ada.folder / "ada.gz")
    ada.ok("backup", "create", backup, password=PASSWORD)
    child = at_terminal(empty, "recover", backup, "--words")
    child.expect_exact(f"Password of {backup}: ")
    child.sendline(PASSWORD)
    child.expect_exact("from word 1: ")
    child.sendline(" ".join(kit[0]))
    child.expect_exact("The words opened the recovery key: it vouches for this device")
    assert ended(child) == 0


def test_without_words_and_without_a_terminal_it_ends_at_once(empty):
    empty.refused(3, "wordsNeeded", "recover")
    assert not empty.home.exists()
