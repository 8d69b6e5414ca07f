"""signet recovery: the kit is shown once, rehearsed one share at a time, and nothing of it is left anywhere else"""

import re
import time

import pexpect
import pytest
from conftest import PASSWORD

QUICK_KEYS = True

WORD = re.compile(r"(\d+)\. ([a-z]{4,8})")


def made(home, *words, password=None):
    """Makes a kit with --print; the shares, each a list of words."""
    options = ["--password-file", home.secret(password)] if password else []
    done = home.text("recovery", "make", "--print", *words, *options)
    assert done.status == 0, done.err
    return shares(done.out)


def shares(text):
    found = []
    for block in re.split(r"^(?:The share|Share \d+ of \d+)$", text, flags=re.M)[1:]:
        numbered = {int(number): word for number, word in WORD.findall(block)}
        found.append([numbered[number] for number in range(1, len(numbered) + 1)])
    return found


def sheet(home, words):
    return home.file(" ".join(words).encode())


def rehearse(home, words, **secrets):
    return home.run("recovery", "rehearse", "--words-file", sheet(home, words), **secrets)


def everything(home):
    """All bytes of the home, the daemon's log with them."""
    return b"\n".join(path.read_bytes() for path in home.home.rglob("*") if path.is_file())


def seed_is_there(home, password=None):
    """Whether the archive still holds the seed: a backup says so in its own entry."""
    path = home.file(b"")
    home.ok("backup", "create", path, "--force", "--no-password",
            *(["--password-file", home.secret(password)] if password else []))
    import gzip
    return b"recoverySeed" in gzip.decompress(open(path, "rb").read())


def test_one_share_of_33_words_is_made_rehearsed_and_its_seed_leaves_the_archive(home_of):
    home = home_of("none")
    assert home.ok("recovery", "status") == {"state": "none", "rehearsed": []}
    [words] = made(home)
    assert len(words) == 33
    status = home.ok("recovery", "status")
    assert (status["state"], status["threshold"], status["count"], status["rehearsed"]) == ("kitMade", 1, 1, [])
    assert home.ok("status")["recovery"] == "kitMade" and seed_is_there(home)
    answer = rehearse(home, words)
    assert answer.status == 0, answer
    assert (answer.json["share"], answer.json["recovery"]) == (1, "kitRehearsed")
    assert answer.json["warnings"] == [
        "backups made before hold the seed of the kit still: make a new one, and destroy the old ones"]
    assert home.ok("status")["recovery"] == "kitRehearsed" and not seed_is_there(home)
    [share] = home.ok("recovery", "status")["rehearsed"]
    assert share["number"] == 1 and abs(share["at"] - time.time()) < 60
    # Again, years later: nothing is needed for it but the paper.
    assert rehearse(home, words).json["recovery"] == "kitRehearsed"


def test_no_word_is_in_any_file_log_or_answer(home_of):
    home = home_of("password")
    [words] = made(home, password=PASSWORD)
    wrong = rehearse(home, words[:5] + ["zzzzzz"] + words[6:], password=PASSWORD)
    assert (wrong.status, wrong.code) == (3, "wordUnknown")
    assert rehearse(home, words, password=PASSWORD).status == 0
    home.stop()
    kept = everything(home)
    for length in (2, 3):
        for at in range(33 - length):
            assert " ".join(words[at:at + length]).encode() not in kept
    assert b"zzzzzz" not in kept and "zzzzzz" not in wrong.out


def test_three_of_five_are_rehearsed_one_by_one(home_of):
    home = home_of("none")
    kit = made(home, "--shares", "3/5")
    assert [len(words) for words in kit] == [33] * 5
    assert len({tuple(words[:2]) for words in kit}) == 1 and len({tuple(words) for words in kit}) == 5
    for count, number in enumerate([4, 2, 2], start=1):
        answer = rehearse(home, kit[number - 1]).json
        assert (answer["share"], answer["recovery"]) == (number, "kitMade")
    assert seed_is_there(home)
    assert rehearse(home, kit[4]).json["recovery"] == "kitRehearsed"
    assert [share["number"] for share in home.ok("recovery", "status")["rehearsed"]] == [2, 4, 5]
    assert not seed_is_there(home)


@pytest.mark.parametrize("slip, code, reason", [
    (lambda words: words[:6] + [words[6] + "x"] + words[7:], "wordUnknown", "word 7 is not in the word list"),
    (lambda words: words[:6] + [words[7], words[6]] + words[8:], "shareChecksumWrong",
     "the words do not go together: words 7 and 8 have probably changed places"),
    (lambda words: words[:20] + ["academic" if words[20] != "academic" else "acid"] + words[21:], "shareChecksumWrong",
     "the words do not go together: word 21 is probably wrong"),
    (lambda words: words[:32], "wordCountWrong", "32 words cannot be a share"),
    (lambda words: [], "wordCountWrong", "there are no words"),
], ids=["unknown", "swapped", "other", "short", "empty"])
def test_a_slip_is_named_by_its_place_and_nothing_is_remembered(home_of, slip, code, reason):
    home = home_of("none")
    [words] = made(home)
    if words[6] == words[7]:
        pytest.skip("two neighbours are the same word this time")
    before = home.tree()
    refused = home.refused(3, code, "recovery", "rehearse", "--words-file", sheet(home, slip(words)))
    assert refused.json["error"]["reason"] == reason
    assert home.tree() == before and home.ok("recovery", "status")["rehearsed"] == []


def test_a_share_of_another_kit_and_an_account_without_a_kit_are_told_apart(home_of):
    home = home_of("none")
    answer = home.refused(2, "kitMissing", "recovery", "rehearse", "--words-file", sheet(home, ["academic"] * 33))
    assert answer.json["error"] == {
        "code": "kitMissing", "reason": "no recovery kit was made on this device, so there is none to rehearse here",
        "hint": "make one with `signet recovery make`"}
    [old] = made(home)
    [new] = made(home)
    assert old != new
    home.refused(3, "shareOfOtherKit", "recovery", "rehearse", "--words-file", sheet(home, old))
    assert rehearse(home, new).status == 0


def test_after_the_rehearsal_a_new_kit_takes_shares_of_the_old_one(home_of):
    home = home_of("none")
    kit = made(home, "--shares", "2/3")
    for words in kit[:2]:
        assert rehearse(home, words).status == 0
    key = home.ok("recovery", "status")["recoveryKey"]
    before = home.tree()
    refused = home.text("recovery", "make", "--print", "--words-file", sheet(home, kit[2]))
    assert refused.status == 3 and "the files hold 1 share of the 2 that are needed [wordsNeeded]" in refused.err
    assert WORD.search(refused.out) is None and home.tree() == before
    [words] = made(home, "--words-file", sheet(home, kit[2]), "--words-file", sheet(home, kit[0]))
    status = home.ok("recovery", "status")
    assert (status["state"], status["count"], status["recoveryKey"]) == ("kitMade", 1, key)
    assert rehearse(home, words).json["recovery"] == "kitRehearsed"
    # One of another account is no use.
    other = home_of("bob")
    [foreign] = made(other)
    refused = home.text("recovery", "make", "--print", "--words-file", sheet(home, foreign))
    assert refused.status == 3 and "another recovery key than this account's [recoveryKeyWrong]" in refused.err


def test_a_merge_of_an_old_backup_does_not_bring_the_seed_back(home_of):
    home = home_of("none")
    old = str(home.folder / "old.gz")
    home.ok("backup", "create", old)
    [words] = made(home)
    assert rehearse(home, words).status == 0
    home.ok("backup", "restore", old, "--merge")
    assert not seed_is_there(home) and home.ok("status")["recovery"] == "kitRehearsed"


def test_the_password_is_asked_for_before_the_words_and_a_wrong_one_changes_nothing(ada):
    [words] = made(ada, password=PASSWORD)
    before = ada.tree()
    assert (rehearse(ada, words, password="wrong").code, ada.tree()) == ("wrongPasswordOrDamaged", before)
    answer = rehearse(ada, words)
    assert (answer.status, answer.code) == (3, "passwordNeeded")
    assert ada.tree() == before and ada.ok("status")["operations"] == 0
    assert ada.text("recovery", "make", "--print", "--password-file", ada.secret("wrong")).status == 3
    assert ada.tree() == before
    assert rehearse(ada, words, password=PASSWORD).status == 0


@pytest.mark.parametrize("count, reason", [
    ("1/3", "1 of 3 shares would be 3 times the same"), ("4/3", "4 of 3 shares are no choice"),
    ("2/17", "2 of 17 shares are no choice"), ("0/3", "0 of 3 shares are no choice")])
def test_a_kit_that_cannot_be_is_refused_before_anything_is_asked(ada, count, reason):
    refused = ada.text("recovery", "make", "--print", "--shares", count)
    assert refused.status == 2 and f"signet: {reason} [kitRefused]" in refused.err


def test_without_a_terminal_words_are_neither_shown_nor_asked_for(home_of):
    home = home_of("none")
    answer = home.refused(1, "noTerminal", "recovery", "make")
    assert answer.json["error"]["hint"] == "`--print` writes them to standard output"
    home.refused(3, "wordsNeeded", "recovery", "rehearse")
    home.refused(64, "usage", "recovery", "make", "--print")
    assert home.ok("recovery", "status")["state"] == "none"


# at the terminal

def ended(child):
    child.expect(pexpect.EOF)
    child.wait()
    return child.exitstatus


def at_terminal(home, *words):
    home.environment["TERM"] = "xterm"
    return home.terminal(*words)


def written_down(child, count=1):
    kit = []
    for _ in range(count):
        child.expect_exact("press Enter (Ctrl-C gives up): ")
        numbered = {int(number): word for number, word in WORD.findall(child.before)}
        kit.append([numbered[number] for number in range(1, 34)])
        child.sendline()
    return kit


def test_at_the_terminal_each_share_is_shown_once_on_a_screen_that_is_wiped(home_of):
    home = home_of("none")
    child = at_terminal(home, "recovery", "make", "--shares", "2/2")
    child.expect_exact("\x1b[?1049h")
    child.expect_exact("Share 1 of 2 of the recovery kit; any 2 of them win the account back.")
    first, second = written_down(child, 2)
    child.expect_exact("\x1b[2J\x1b[H\x1b[?1049l")
    child.expect_exact("The recovery kit is made: 2 shares, any 2 of which are enough.")
    assert ended(child) == 0 and first != second
    assert home.ok("recovery", "status")["state"] == "kitMade"


def test_giving_up_before_it_is_written_down_changes_nothing(home_of):
    home = home_of("none")
    home.ok("account", "list")
    before = home.tree()
    child = at_terminal(home, "recovery", "make", "--shares", "2/2")
    written_down(child)
    child.expect_exact("press Enter (Ctrl-C gives up): ")
    child.sendcontrol("c")
    child.expect_exact("\x1b[?1049l")
    child.expect_exact("given up; nothing was changed [cancelled]")
    assert ended(child) == 1
    assert home.tree() == before and home.ok("recovery", "status")["state"] == "none"
    assert home.ok("status")["operations"] == 0


def test_at_the_terminal_a_wrong_word_is_named_with_what_it_may_be_and_typed_again(home_of):
    home = home_of("none")
    [words] = made(home)
    typed = words[:]
    typed[9] = words[9] + "q"
    child = at_terminal(home, "recovery", "rehearse")
    child.expect_exact("from word 1: ")
    child.sendline(" ".join(typed[:17]))
    child.expect_exact("from word 18: ")
    child.sendline(" ".join(typed[17:]))
    child.expect_exact("word 10 is not in the word list.")
    child.expect(r"word 10 may be: ([a-z ]+)")
    assert words[9] in child.match.group(1).split()
    child.expect_exact("from word 1: ")
    child.sendline(" ".join(word[:4].upper() for word in words))
    child.expect_exact("Share 1 is good.")
    child.expect_exact("The recovery kit has been rehearsed: it works, and its seed is nowhere else.")
    assert ended(child) == 0
    assert words[9] + "q" not in everything(home).decode(errors="replace")


def test_three_wrong_tries_end_it(home_of):
    home = home_of("none")
    [words] = made(home)
    before = home.tree()
    child = at_terminal(home, "recovery", "rehearse")
    for _ in range(3):
        child.expect_exact("from word 1: ")
        child.sendline(" ".join(words[1:] + words[:1]))
    child.expect_exact("[shareChecksumWrong]")
    assert ended(child) == 3 and home.tree() == before


def test_locking_while_words_are_on_the_screen_ends_it(home_of):
    home = home_of("none")
    child = at_terminal(home, "recovery", "make")
    child.expect_exact("press Enter (Ctrl-C gives up): ")
    assert home.ok("lock")["ended"] == 1
    child.sendline()
    child.expect_exact("[operationCancelled]")
    assert ended(child) == 1
    assert home.ok("recovery", "status")["state"] == "none"


def test_doctor_names_the_command(home_of):
    home = home_of("none")
    id = home.account()["id"]

    def found():
        return {f["id"]: f["cure"] for f in home.ok("doctor")["findings"] if f["id"].find("ecoveryKit") >= 0}

    assert found() == {"noRecoveryKit": f"signet recovery make --account {id}"}
    [words] = made(home)
    assert found() == {"recoveryKitNotRehearsed": f"signet recovery rehearse --account {id}"}
    assert rehearse(home, words).status == 0
    assert found() == {}
