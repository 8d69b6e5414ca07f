"""What a person waits for: making an account, and the start of the command line."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import machine
from .report import figure, seconds


class Home:
    """A folder for one daemon, which is stopped at the end."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="signet-bench-")
        return self

    def __exit__(self, *_):
        subprocess.run(self.command("daemon", "stop"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shutil.rmtree(self.path, ignore_errors=True)

    def command(self, *words):
        return [str(machine.RELEASE / "signet"), *words, "--home", self.path]

    def json(self, *words):
        """What a command prints with --json."""
        return json.loads(subprocess.run(self.command(*words, "--json"), stdin=subprocess.DEVNULL,
                                         stdout=subprocess.PIPE, check=True).stdout)

    def socket(self):
        """The daemon's socket."""
        return next(path for path in Path(self.path).rglob("*") if path.is_socket())

    def asleep(self):
        """A context in which the daemon does nothing: it would make its spare key beside what is measured."""
        return Asleep(self.json("status")["daemon"]["processId"])

    def wait_for_keys(self):
        """Until the worker, which goes on with the account's other keys after its answer, is done."""
        deadline = time.monotonic() + 120
        while self.json("status")["operations"] > 0:
            if time.monotonic() > deadline:
                sys.exit("the keys of an account were not made within two minutes")
            time.sleep(0.05)

    def has_spare(self):
        folder = Path(self.path) / "spare"
        return folder.is_dir() and any(not n.startswith(".new-") for n in os.listdir(folder))

    def wait_for_spare(self):
        deadline = time.monotonic() + 120
        while not self.has_spare():
            if time.monotonic() > deadline:
                sys.exit("no spare key was made within two minutes of idling")
            time.sleep(0.2)


class Asleep:
    def __init__(self, daemon):
        self.daemon = daemon

    def __enter__(self):
        os.kill(self.daemon, signal.SIGSTOP)

    def __exit__(self, *_):
        os.kill(self.daemon, signal.SIGCONT)


def create(rounds):
    """`account create` with a warm daemon against three keys made bare with GnuTLS on the same two cores."""
    bare = [str(machine.BARE / "keygen")]
    with Home() as home:
        make = home.command("account", "create", "--name", "bench", "--no-password")
        seconds(make)
        home.wait_for_keys()
        ours, theirs = [], []
        for _ in range(rounds):
            shutil.rmtree(Path(home.path) / "spare", ignore_errors=True)
            ours.append(seconds(make))
            home.wait_for_keys()
            with home.asleep():
                theirs.append(seconds(bare))
        figure("account create, no spare key : three keys bare", ours, theirs, 1.15)
    with Home() as home:
        make = home.command("account", "create", "--name", "bench", "--no-password")
        seconds(make)
        home.wait_for_keys()
        ours, theirs = [], []
        for _ in range(rounds):
            home.wait_for_spare()
            ours.append(seconds(make))
            home.wait_for_keys()
            with home.asleep():
                theirs.append(seconds(bare))
        figure("account create, with the spare key : three keys bare", ours, theirs, 0.8)


def startup(rounds):
    """What a person waits for before anything happens, against an empty Swift program linked alike (static)."""
    empty = [str(machine.OWN / "empty")]
    signet = str(machine.RELEASE / "signet")
    with Home() as home:
        seconds(home.command("account", "create", "--name", "bench", "--no-password"))
        home.wait_for_spare()  # so that no key generation runs beside the measurement
        listing = home.command("account", "list")
        helps, lists, empties = [], [], []
        for _ in range(max(rounds, 60)):
            helps.append(seconds([signet, "--help"], repeat=5))
            empties.append(seconds(empty, repeat=5))
            lists.append(seconds(listing, repeat=5))
        figure("signet --help : empty program", helps, empties, 3)
        figure("signet account list, daemon warm : empty program", lists, empties, 5)
