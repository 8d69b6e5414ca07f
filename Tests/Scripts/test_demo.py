"""signet demo"""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from conftest import BINARIES, JAMI


@pytest.fixture
def folder():
    """Short: the demonstration's sockets are in it, and a socket's path has 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="signet-t-") as path:
        yield Path(path)


def demo(folder, *words):
    return subprocess.run([str(BINARIES / "signet"), "demo", *words], capture_output=True, text=True, timeout=300,
                          env={"TMPDIR": str(folder), "PATH": "/usr/bin:/bin"})


def test_the_demonstration_ends_well_and_leaves_nothing(folder):
    done = demo(folder, "--archives", str(JAMI))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "$ signet account create --name 'Ada Lovelace'" in done.stdout
    assert "[wrongPasswordOrDamaged]" in done.stdout
    assert "so the message is verified, and from" in done.stdout
    assert "so both see the same safety number" in done.stdout
    assert list(folder.iterdir()) == []


def test_without_a_relay_beside_it_it_says_so_before_it_plays(folder):
    beside = folder / "bin"
    beside.mkdir()
    shutil.copy(BINARIES / "signet", beside)
    done = subprocess.run([str(beside / "signet"), "demo"], capture_output=True, text=True, timeout=60,
                          env={"TMPDIR": str(folder), "PATH": "/usr/bin:/bin"})
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no signet-relay beside signet [spawnFailed]" in done.stderr
    assert list(folder.iterdir()) == [beside]


def test_an_archive_that_is_not_what_its_list_says_makes_it_fail(folder):
    archives = folder / "archives"
    archives.mkdir()
    [entry] = [e for e in json.loads((JAMI / "manifest.json").read_text())["archives"] if e["file"] == "nopass.gz"]
    (archives / "nopass.gz").write_bytes((JAMI / "nopass.gz").read_bytes())
    (archives / "manifest.json").write_text(json.dumps({"archives": [{**entry, "revokedDevices": 3}]}))
    done = demo(folder, "--json", "--archives", str(archives))
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "stepFailed"
    assert [path.name for path in folder.iterdir()] == ["archives"]
