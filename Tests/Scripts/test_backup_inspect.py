"""signet backup inspect"""

import json
import shutil
import subprocess

import pytest
from conftest import BINARIES, JAMI, Home

ARCHIVES = json.loads((JAMI / "manifest.json").read_text())["archives"]


@pytest.fixture
def outside():
    """No account, no daemon: what works on files alone."""
    with Home() as home:
        yield home
        assert home.daemon() is None, "a command on a file started a daemon"
        assert not home.home.exists(), "a command on a file made a home"


def state(entry):
    """A contact's state by Jami's rule."""
    if entry.get("added", 0) > entry.get("removed", 0):
        return "active"
    return "blocked" if entry.get("banned") else "removed"


@pytest.mark.parametrize("archive", ARCHIVES, ids=[entry["file"] for entry in ARCHIVES])
def test_a_real_jami_archive_shows_what_is_in_it(outside, archive):
    answer = outside.inspect(JAMI / archive["file"], archive["password"])
    assert answer["id"] == archive["jamiId"]
    assert answer["spkiSha256"] == archive["accountLongId"]
    assert answer["displayName"] == archive["displayName"]
    assert answer["hasPassword"] == archive["encrypted"]
    assert Home.states(answer) == {
        name: (state(entry), bool(entry.get("confirmed"))) for name, entry in archive["archiveContacts"].items()}
    assert sorted(answer["conversations"]) == sorted(archive["conversations"])
    assert answer["revokedCount"] == archive["revokedDevices"]
    assert answer["revokedSerials"] == archive["revokedSerials"]
    assert answer["hasAuthorityKey"] == archive["hasCaKey"]
    assert [entry["serial"] for entry in answer["certificates"]] == [
        archive["serials"]["account"], archive["serials"]["ca"]]


@pytest.mark.parametrize(
    "name, password",
    [(entry["file"], wrong) for entry in ARCHIVES if entry["encrypted"] for wrong in [*entry["wrongPasswords"], ""]])
def test_a_wrong_password_opens_nothing(outside, name, password):
    outside.refused(3, "wrongPasswordOrDamaged", "backup", "inspect", str(JAMI / name), "--password-file",
                    outside.secret(password))


def test_a_password_for_a_file_without_one_is_wrong(outside):
    outside.refused(3, "wrongPasswordOrDamaged", "backup", "inspect", str(JAMI / "nopass.gz"), password="anything")


def test_the_password_is_needed_where_there_is_one(outside):
    outside.refused(3, "passwordNeeded", "backup", "inspect", str(JAMI / "ascii.gz"))


def test_only_one_final_line_feed_of_the_password_file_is_removed(outside):
    password = next(entry["password"] for entry in ARCHIVES if entry["file"] == "ascii.gz")
    path = str(JAMI / "ascii.gz")
    outside.ok("backup", "inspect", path, "--password-file", outside.secret(password))
    outside.refused(3, "wrongPasswordOrDamaged", "backup", "inspect", path, "--password-file",
                    outside.secret(password + "\n"))
    outside.refused(3, "wrongPasswordOrDamaged", "backup", "inspect", path, "--password-file",
                    outside.secret(password + " "))


def test_the_password_may_come_through_a_pipe(outside):
    password = next(entry["password"] for entry in ARCHIVES if entry["file"] == "ascii.gz")
    answer = outside.text("backup", "inspect", str(JAMI / "ascii.gz"), "--password-file", "/dev/stdin",
                          input=password + "\n")
    assert answer.status == 0, answer


def test_no_secret_is_shown(outside):
    answer = outside.inspect(JAMI / "nopass.gz")
    assert "TURN.password" in answer["settings"]
    assert "PRIVATE KEY" not in json.dumps(answer)


@pytest.mark.parametrize("what, status, code", [
    ("cut", 3, "truncated"), ("alien", 3, "json"), ("nothing", 3, "truncated"), ("missing", 1, "fileNotFound"),
    ("folder", 1, "notAFile")])
def test_what_is_no_archive_is_told_apart(outside, what, status, code):
    path = outside.folder / "file.gz"
    if what == "cut":
        path.write_bytes((JAMI / "nopass.gz").read_bytes()[:9000])
    elif what == "alien":
        path.write_text("Dear diary,\n")
    elif what == "nothing":
        path.write_text("")
    elif what == "folder":
        path.mkdir()
    outside.refused(status, code, "backup", "inspect", str(path))


def test_an_error_for_people_has_a_reason_a_code_and_a_hint(outside):
    answer = outside.text("backup", "inspect", str(JAMI / "ascii.gz"), "--password-file", outside.secret("wrong"))
    assert (answer.status, answer.out) == (3, "")
    reason, hint = answer.err.splitlines()
    assert reason.startswith("signet: ") and reason.endswith(" [wrongPasswordOrDamaged]")
    assert hint.startswith("hint: ")


def test_a_key_file_that_holds_no_key_is_told_as_such(outside):
    short = outside.secret("too short for a key")
    outside.refused(1, "secretUnusable", "backup", "inspect", str(JAMI / "ascii.gz"), "--archive-key-file", short)


def test_without_the_program_that_opens_archives_it_says_so(outside):
    alone = outside.folder / "signet"
    shutil.copy(BINARIES / "signet", alone)
    answer = subprocess.run([alone, "backup", "inspect", JAMI / "nopass.gz", "--json"], env=outside.environment,
                            stdout=subprocess.PIPE, check=False)
    error = json.loads(answer.stdout)["error"]
    assert (answer.returncode, error["code"], error["hint"]) == (1, "spawnFailed", "install signetd beside signet")
