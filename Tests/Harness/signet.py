"""The command line of Signet, run as a person's script would run it: one home, its daemon, and passwords in files."""

import json
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from . import processes
from .report import Failed

ROOT = Path(__file__).resolve().parent.parent.parent
BINARIES = Path(os.environ.get("SIGNET_BIN", ROOT / ".build" / "debug"))
FIXTURES = ROOT / "Fixtures"


def missing_binaries():
    return [f"{BINARIES / name} (build it, or name its folder in SIGNET_BIN)" for name in ("signet", "signetd")
            if not os.access(BINARIES / name, os.X_OK)]


def heed_interrupts():
    """A job in the background of a script has SIGINT ignored, and would hand that down."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Answer:
    """What one run of `signet` came to."""

    def __init__(self, words, status, out, err):
        self.words, self.status, self.out, self.err = words, status, out, err

    @property
    def json(self):
        try:
            return json.loads(self.out)
        except ValueError:
            raise Failed(f"{self}: the answer is not JSON") from None

    @property
    def code(self):
        """The error's code; None where it succeeded or said nothing in JSON."""
        try:
            return json.loads(self.out)["error"]["code"]
        except (ValueError, KeyError, TypeError):
            return None

    def __str__(self):
        return f"`signet {' '.join(self.words)}` ended with {self.status}: {(self.out + self.err).strip()[-600:]}"


class Signet:
    """A home and the commands in it. Leaving the `with` block stops the daemon and removes everything."""

    def __init__(self, environment=None, home=None, folder=None):
        self.own = tempfile.TemporaryDirectory(prefix="signet-t-", dir=folder)
        self.folder = Path(os.path.realpath(self.own.name))
        self.home = Path(home) if home else self.folder / "home"
        self.environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(self.folder), "LANG": "C.UTF-8",
            "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", ""), **(environment or {}),
        }
        self.secrets = 0
        self.commands = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for process in self.commands:  # cut off in the middle, a command might yet start a daemon
            if process.poll() is None:
                process.kill()
                process.wait()
        self.end_daemon()
        self.own.cleanup()

    # running

    def start(self, *words, password=None, new=None, account_password=None, cwd=None):
        """A running `signet`; passwords (str or bytes) are handed over in files. `new=""` says --no-password."""
        words = [*words, "--json", "--home", str(self.home)]
        if password:
            words += ["--password-file", self.secret(password)]
        if account_password:
            words += ["--account-password-file", self.secret(account_password)]
        if new == "":
            words += ["--no-password"]
        elif new is not None:
            words += ["--new-password-file", self.secret(new)]
        process = subprocess.Popen([str(BINARIES / "signet"), *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, env=self.environment, cwd=cwd or self.folder,
                                   start_new_session=True, preexec_fn=heed_interrupts)
        process.words = words
        self.commands = [command for command in self.commands if command.returncode is None] + [process]
        return process

    @staticmethod
    def finish(process, seconds=180):
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise Failed(f"`signet {' '.join(process.words)}` did not end within {seconds} s") from None
        return Answer(process.words, process.returncode, out, err)

    def run(self, *words, **secrets):
        return self.finish(self.start(*words, **secrets))

    def ok(self, *words, **secrets):
        """Runs it, and fails the test unless it succeeds; the JSON answer."""
        answer = self.run(*words, **secrets)
        if answer.status != 0:
            raise Failed(str(answer))
        return answer.json

    def refused(self, status, code, *words, **secrets):
        answer = self.run(*words, **secrets)
        if answer.status != status or (code and answer.code != code):
            raise Failed(f"expected status {status} and {code}; {answer}")
        return answer

    def secret(self, text):
        """A file that holds exactly these bytes, and a final line feed, which is not part of the password."""
        self.secrets += 1
        path = self.folder / f"secret-{self.secrets}"
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write((text.encode() if isinstance(text, str) else text) + b"\n")
        return str(path)

    # what scripts do most

    def create(self, name, password=""):
        return self.ok("account", "create", "--name", name, new=password)["id"]

    def back_up(self, path, account=None, password=None):
        words = ["--account", account] if account else []
        return self.ok("backup", "create", str(path), *words, password=password)

    def inspect(self, path, password=None):
        return self.ok("backup", "inspect", str(path), password=password)

    def contacts(self, account=None):
        words = ["--account", account] if account else []
        return self.states(self.ok("account", "show", *words))

    @staticmethod
    def states(answer):
        """Jami ID -> (state, confirmed) of an `inspect` or `show` answer."""
        return {entry["id"]: (entry["state"], entry["confirmed"]) for entry in answer["contacts"]}

    # processes and files

    def daemon(self):
        """The daemon's process id, or None."""
        found = processes.daemons_of(self.home)
        return found[-1] if found else None

    def end_daemon(self):
        """By signal, not by command: it must work whatever state the test left."""
        daemons = processes.daemons_of(self.home)
        below = [child for daemon in daemons for child in processes.children_of(daemon)]
        processes.kill_all(daemons + below)
        processes.wait_gone(daemons + below)

    def wait_idle(self, seconds=120):
        """Until the daemon runs no worker: the spare key is made then."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            daemon = self.daemon()
            if daemon is None or not processes.children_of(daemon):
                return
            time.sleep(0.05)
        raise Failed("a worker was still at work")

    @staticmethod
    def wait_for(path, seconds=120):
        end = time.monotonic() + seconds
        while not path.exists():
            if time.monotonic() > end:
                raise Failed(f"{path} did not appear within {seconds} s")
            time.sleep(0.05)

    def stray_files(self):
        """Temporary files and journal entries in the home: leftovers, once nothing is at work."""
        found = []
        for path in sorted(self.home.rglob("*")):
            relative = path.relative_to(self.home)
            if path.name.startswith(".new-") or (relative.parts[0] == "journal" and path.is_file()):
                found.append(str(relative))
        return found

    def archive(self, account):
        """Path of the account's archive, or None."""
        for path in (self.home / "accounts").glob("*/archive.gz"):
            if path.parent.name == account:
                return path
        return None
