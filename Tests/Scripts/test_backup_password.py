"""signet backup password"""

import gzip
import json
import os
import shutil
import signal
import time

import pytest
from conftest import JAMI, KEY, PASSWORD, SCHEMES, Home
from Harness import processes


@pytest.fixture
def outside():
    with Home() as home:
        yield home
        assert home.daemon() is None, "a command on a file started a daemon"


@pytest.mark.parametrize("new", SCHEMES)
@pytest.mark.parametrize("old", SCHEMES)
def test_every_kind_of_secret_can_follow_every_other(outside, backups, old, new):
    path = outside.folder / "ada.gz"
    shutil.copy(backups(old), path)
    before = outside.ok("backup", "inspect", str(path), *outside.secret_words(old))
    outside.ok("backup", "password", str(path), *outside.secret_words(old),
               *outside.secret_words(new, "new", "another", bytes(reversed(KEY))))
    after = outside.ok("backup", "inspect", str(path), *outside.secret_words(new, "", "another", bytes(reversed(KEY))))
    assert after["hasPassword"] == (new != "none")
    for field in ["id", "displayName", "contacts", "conversations", "revokedSerials", "certificates"]:
        assert after[field] == before[field]


def test_what_signet_does_not_know_is_kept(outside):
    path = outside.folder / "jami.gz"
    document = json.loads(gzip.decompress((JAMI / "nopass.gz").read_bytes()))
    document["futureFeature"] = {"nested": [1, 2.50, "x\u00e9", None]}
    path.write_bytes(gzip.compress(json.dumps(document).encode()))
    outside.ok("backup", "password", str(path), new="another")
    outside.ok("backup", "password", str(path), password="another", new="")
    kept = json.loads(gzip.decompress(path.read_bytes()))
    assert kept["futureFeature"] == document["futureFeature"]
    # Old exports hold the private key of the device that wrote them. It has no business in a backup.
    assert set(document) - set(kept) == {"TLS.privateKeyFile", "TLS.certificateFile"} & set(document)


def test_a_wrong_password_leaves_the_file_and_its_folder_as_they_were(outside):
    path = outside.folder / "ascii.gz"
    shutil.copy(JAMI / "ascii.gz", path)
    old, new = outside.secret("wrong"), outside.secret("another")
    names = sorted(os.listdir(outside.folder))
    outside.refused(3, "wrongPasswordOrDamaged", "backup", "password", str(path), "--password-file", old,
                    "--new-password-file", new)
    assert path.read_bytes() == (JAMI / "ascii.gz").read_bytes()
    assert sorted(os.listdir(outside.folder)) == names


def test_without_a_new_password_it_ends_at_once(outside):
    path = outside.folder / "nopass.gz"
    shutil.copy(JAMI / "nopass.gz", path)
    outside.refused(3, "passwordNeeded", "backup", "password", str(path))
    assert path.read_bytes() == (JAMI / "nopass.gz").read_bytes()


def test_passwords_of_any_kind_work(outside):
    path = outside.folder / "ada.gz"
    shutil.copy(JAMI / "nopass.gz", path)
    now = None
    for password in ["пароль ☕ 密码", "  spaces  ", "x" * 200, "tab\tand\rreturn", PASSWORD.encode() + b"\xff\x00z"]:
        outside.ok("backup", "password", str(path), password=now, new=password)
        outside.inspect(path, password)
        now = password


def test_the_file_behind_a_link_is_changed_and_the_link_stays(outside):
    path, link = outside.folder / "nopass.gz", outside.folder / "link.gz"
    shutil.copy(JAMI / "nopass.gz", path)
    link.symlink_to("nopass.gz")
    outside.ok("backup", "password", str(link), new="another")
    assert link.is_symlink()
    outside.inspect(path, "another")


def test_whoever_presses_ctrl_c_finds_the_file_and_its_folder_as_they_were(outside):
    path = outside.folder / "ascii.gz"
    shutil.copy(JAMI / "ascii.gz", path)
    known = {entry["file"]: entry for entry in json.loads((JAMI / "manifest.json").read_text())["archives"]}
    old, new = outside.secret(known["ascii.gz"]["password"]), outside.secret("another")
    names = sorted(os.listdir(outside.folder))
    interrupted = 0
    for delay in [0.05, 0.2, 0.5, 1.0]:
        process = outside.start("backup", "password", str(path), "--password-file", old, "--new-password-file", new)
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGINT)
        if process.wait() == 0:
            break  # a fast machine: it was done
        interrupted += process.returncode == -signal.SIGINT
        processes.wait_group_gone(process.pid)  # its worker sees at the next step that nobody waits any more
        assert sorted(os.listdir(outside.folder)) == names
        assert path.read_bytes() == (JAMI / "ascii.gz").read_bytes()
    assert interrupted
