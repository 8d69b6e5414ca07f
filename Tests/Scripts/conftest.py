"""What the script tests share: homes with an account in them, made once and copied, and ways to run `signet`.

Making an account costs seconds of work, so each kind of account (no password, password, raw key) is made once in a
whole run, whatever the number of pytest's workers. A test gets a copy of that home, with a daemon of its own.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pexpect
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "Crash"))
import shim  # noqa: E402
from Harness.relay import Relay, missing_relay  # noqa: E402
from Harness.signet import BINARIES, FIXTURES, Answer, Signet, missing_binaries  # noqa: E402

SCHEMES = ["none", "password", "key"]
# Further people, each with an account without a password; Ada's is that of the scheme "none".
PEOPLE = {"ada": "Ada Lovelace", "bob": "Bob", "carol": "Carol", "eve": "Eve"}
PASSWORD = "correct horse battery staple"
KEY = bytes(range(7, 39))
JAMI = FIXTURES / "jami"
# Runtime files of the daemon itself; everything else under a home is state.
NOT_STATE = {"signetd.sock", "signetd.lock", "signetd.log"}


class Home(Signet):
    """A home, the commands in it, and what a test wants to know about both."""

    # The library that hands out test keys, for tests that want no others; and how many homes have had it.
    keys, count = None, 0

    def __init__(self, **options):
        super().__init__(**options)
        if Home.keys:
            # Of 24 keys each home begins with others: three of one test are three devices. A fourth would be the first.
            taken = self.folder / "keys-used"
            taken.write_bytes(b"k" * (8 * (Home.count % 3)))
            Home.count += 1
            self.environment = {**self.environment, **shim.keys_environment(Home.keys, taken)}

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

    # messages

    @property
    def id(self):
        if not hasattr(self, "known_id"):
            self.known_id = self.account()["id"]
        return self.known_id

    def know(self, relays):
        """Adds the relays, and waits until the account's card is on one of them."""
        for relay in relays:
            assert self.ok("relay", "add", relay.url).get("error") is None

    def meet(self, other, name):
        """Adds the other one by their invitation."""
        contact = self.ok("contact", "add", other.ok("invite")["link"], "--name", name)
        if contact["reachable"] != "ready":
            self.until(lambda: self.ok("contact", "show", other.id)["reachable"] == "ready")

    def inbox(self, *words):
        return self.ok("inbox", *words)["messages"]

    def message(self, text, *words):
        """The message with this text, once it is there."""
        return self.until(lambda: next((m for m in self.inbox("--keep-unread", *words) if m.get("text") == text), None))

    @staticmethod
    def until(look, seconds=60):
        """What `look` answers, as soon as that is something."""
        end = time.monotonic() + seconds
        while not (found := look()):
            assert time.monotonic() < end, "it did not come true in time"
            time.sleep(0.1)
        return found


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
    """Scheme or person -> folder of a home with one account in it, whose daemon is stopped. Its keys are ready."""

    def mould(which):
        scheme = "none" if which in PEOPLE else which
        name = PEOPLE.get(which, PEOPLE["ada"])
        if which == "ada":
            return mould(scheme)

        def make():
            keys, Home.keys = Home.keys, None
            with Home() as made:
                words = made.secret_words(scheme, "new")
                made.ok("account", "create", "--name", name, "--device-name", "desk", *words)
                made.until(lambda: made.ok("status")["keys"] == "ready", seconds=180)
                made.wait_idle()
                made.stop()
                shutil.copytree(made.home, shared / f"mould-{which}.part", symlinks=True)
                os.rename(shared / f"mould-{which}.part", shared / f"mould-{which}")
            Home.keys = keys

        return unhurried(make, shared / f"mould-{which}")

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


@pytest.fixture(autouse=True)
def quick_keys(request, shared):
    """A file that says QUICK_KEYS has its devices take their keys from the fixtures: making some takes ten seconds and
    more for each device. Accounts are made of real ones all the same, once in a run."""
    if getattr(request.module, "QUICK_KEYS", False):
        def make():
            shim.build_keys(shared / "keys.part")
            os.rename(shared / "keys.part", shared / "keys.so")

        Home.keys, Home.count = unhurried(make, shared / "keys.so"), 0
    yield
    Home.keys = None


@pytest.fixture
def empty():
    """A home without an account."""
    with Home() as home:
        yield home
        home.stop()


@pytest.fixture
def empty_too():
    with Home() as home:
        yield home
        if home.daemon() is not None:
            home.stop()


@contextlib.contextmanager
def copies(moulds):
    made = []

    def copy(which):
        home = Home()
        made.append(home)
        shutil.copytree(moulds(which), home.home, symlinks=True)
        return home

    yield copy
    for home in made:
        with home:
            home.stop()


@pytest.fixture
def home_of(moulds):
    """Scheme or person -> a home of the test's own with one account."""
    with copies(moulds) as copy:
        yield copy


@contextlib.contextmanager
def running_relays(count, *options):
    """Relays that know each other: what one takes the others have at once."""
    if missing_relay():
        pytest.skip("signet-relay is not built")
    with contextlib.ExitStack() as stack:
        relays = []
        for _ in range(count):
            peers = [word for relay in relays for word in ("--peer", relay.url)]
            relays.append(stack.enter_context(
                Relay("--sync-interval", "1", "--server-sync-interval", "2", *peers, *options)))
        yield relays


def know_each_other(relays):
    """Waits until each of them has found the others."""
    for relay in relays:
        Home.until(lambda relay=relay: len(relay.ask("/sync/servers", {"servers": []})["servers"]) == len(relays) - 1)


@pytest.fixture
def relay():
    """One of the test's own: devices that take their keys from the fixtures would meet those of the test before, and what
    it told of them, on a relay that outlives it."""
    with running_relays(1) as [made]:
        yield made


@pytest.fixture
def relays():
    """Three of the test's own."""
    with running_relays(3) as made:
        yield made


@pytest.fixture(scope="module")
def friends(moulds):
    """Ada and Bob, who know each other and the same three relays; shared by the tests of one file."""
    with running_relays(3) as made, copies(moulds) as copy:
        ada, bob = copy("ada"), copy("bob")
        know_each_other(made)
        for home in (ada, bob):
            home.know(made)
        ada.meet(bob, "Bob")
        bob.meet(ada, "Ada")
        yield SimpleNamespace(ada=ada, bob=bob, relays=made)


@pytest.fixture
def ada(home_of):
    """A home with one account that has a password."""
    return home_of("password")
