"""What the script tests share: homes with an account in them, made once and copied, and ways to run `signet`.

Making an account costs seconds of work, so each kind of account (no password, password, raw key) is made once in a
whole run, whatever the number of pytest's workers. A test gets a copy of that home, with a daemon of its own.
"""

import fcntl
import hashlib
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from Harness.signet import BINARIES, FIXTURES, Answer, Signet, missing_binaries  # noqa: E402

SCHEMES = ["none", "password", "key"]
PASSWORD = "correct horse battery staple"
KEY = bytes(range(7, 39))
JAMI = FIXTURES / "jami"
# Runtime files of the daemon itself; everything else under a home is state.
NOT_STATE = {"signetd.sock", "signetd.lock", "signetd.log"}


class Home(Signet):
    """A home, the commands in it, and what a test wants to know about both."""

    def secret_words(self, scheme, option="", text=PASSWORD, key=KEY):
        """The words that hand a secret of this scheme over: `option` is "", "new" or "account"."""
        prefix = f"--{option}-" if option else "--"
        if scheme == "none":
            return ["--no-password"] if option == "new" else []
        if scheme == "key":
            return [f"{prefix}archive-key-file", self.file(key)]
        return [f"{prefix}password-file", self.secret(text)]

    def file(self, content):
        """A file that holds exactly these bytes."""
        path = self.secret("")
        Path(path).write_bytes(content)
        return path

    def text(self, *words, input=None):
        """Runs it as a person would, without --json and without a terminal."""
        done = subprocess.run([str(BINARIES / "signet"), *words, "--home", str(self.home)], text=True, input=input,
                              stdin=subprocess.DEVNULL if input is None else None, capture_output=True,
                              env=self.environment, cwd=self.folder, start_new_session=True, timeout=180)
        return Answer(words, done.returncode, done.stdout, done.stderr)

    def terminal(self, *words):
        """Runs it at a pseudo-terminal of its own."""
        return pexpect.spawn(str(BINARIES / "signet"), [*words, "--home", str(self.home)], env=self.environment,
                             cwd=str(self.folder), encoding="utf-8", timeout=60, dimensions=(24, 200))

    def tree(self):
        """A hash of all state in the home: names, modes, contents. Sockets and the daemon's own files are none."""
        sum = hashlib.sha256()
        for path in sorted(self.home.rglob("*")) if self.home.exists() else []:
            status = path.lstat()
            if path.name in NOT_STATE or stat.S_ISSOCK(status.st_mode) or path.name.endswith("-shm"):
                continue
            sum.update(f"{path.relative_to(self.home)} {status.st_mode:o}\n".encode())
            if stat.S_ISREG(status.st_mode):
                sum.update(path.read_bytes())
        return sum.hexdigest()

    def account(self):
        """The only account, as `account list` tells it."""
        [account] = self.ok("account", "list")["accounts"]
        return account

    def stop(self):
        self.ok("daemon", "stop")


def unhurried(function, at):
    """Runs `function` once in the whole run, whichever of pytest's workers comes first; the others wait for it."""
    with open(f"{at}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not at.exists():
            function()
    return at


def pytest_configure(config):
    missing = missing_binaries()
    if missing:
        raise pytest.UsageError(f"missing: {', '.join(missing)}")


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """A folder that all of pytest's workers of this run have."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def moulds(shared):
    """Scheme -> folder of a home with one account in it, whose daemon is stopped."""

    def mould(scheme):
        def make():
            with Home() as made:
                words = made.secret_words(scheme, "new")
                made.ok("account", "create", "--name", "Ada Lovelace", "--device-name", "desk", *words)
                made.wait_idle()
                made.stop()
                shutil.copytree(made.home, shared / f"mould-{scheme}.part", symlinks=True)
                os.rename(shared / f"mould-{scheme}.part", shared / f"mould-{scheme}")

        return unhurried(make, shared / f"mould-{scheme}")

    return mould


@pytest.fixture(scope="session")
def backups(shared, moulds):
    """Scheme -> a backup of the account of that scheme."""

    def backup(scheme):
        path = shared / f"backup-{scheme}.gz"

        def make():
            with Home() as home:
                shutil.copytree(moulds(scheme), home.home)
                home.ok("backup", "create", str(home.folder / "made.gz"), *home.secret_words(scheme))
                home.stop()
                shutil.copy(home.folder / "made.gz", path)

        return unhurried(make, path)

    return backup


@pytest.fixture
def empty():
    """A home without an account."""
    with Home() as home:
        yield home
        home.stop()


@pytest.fixture
def home_of(moulds):
    """Scheme -> a home of the test's own with one account."""
    made = []

    def copy(scheme):
        home = Home()
        made.append(home)
        shutil.copytree(moulds(scheme), home.home, symlinks=True)
        return home

    yield copy
    for home in made:
        with home:
            home.stop()


@pytest.fixture
def ada(home_of):
    """A home with one account that has a password."""
    return home_of("password")
