"""Journal steps: the calls by which a change of an account becomes one, found in the trace of an undisturbed run; and
what is on the disk right after everything was killed at one of them."""

import re
import shutil
import sqlite3
import tempfile
from pathlib import Path

import shim
from Harness.report import check
from stage import works

KILLS = [fault for fault in shim.KILLS if fault.name.startswith("daemon and worker")]
NAMING = {"rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "rmdir", "mkdir"}
SETTLING = {"fsync", "fdatasync"}
WRITING = {"write", "pwrite", "pwrite64", "writev"}
RANDOM = re.compile(r"[0-9a-f]{8,64}")
ONE_PURPOSE = ("signing", "wrap", "receive", "sync")


def plain(call, home):
    """A call and its path without what is another in each run."""
    name, _, path = call.partition(" ")
    return f"{name} {RANDOM.sub('*', path.replace(str(home), ''))}"


def steps(trace, home):
    """(number, call without its random parts) of the steps among all calls of a trace: names that come, change or go,
    folders that are made durable, all of the journal's own files, and the frame and fsync that commit to SQLite."""
    calls = [line.split(" ", 2) for line in Path(trace).read_text().splitlines()]
    calls = sorted((int(number), name, path) for number, name, path in calls)
    found = []
    for place, (number, name, path) in enumerate(calls):
        is_log = path.endswith("-wal")
        follower = calls[place + 1][1:] if place + 1 < len(calls) else ("", "")
        commits = is_log and (name in SETTLING or name in WRITING and follower[0] in SETTLING and follower[1] == path)
        is_journal = f"{home}/journal/" in path
        is_folder = name in SETTLING and "." not in Path(path).name and not path.endswith("leaf")
        if name in NAMING or is_journal or is_folder or commits:
            found.append((number, plain(f"{name} {path}", home)))
    return found


def copies_of_keys(home):
    """Path of the account's folder -> what is held of each kind of key there, right now: each must be at most two."""
    found = {}
    for folder in home.glob("accounts/*"):
        if not folder.is_dir():
            continue
        held = {"device.pem": set(), "archive.gz": set()}
        for path in folder.iterdir():
            content = path.read_bytes() if path.is_file() else b""
            if b"PRIVATE KEY-----" in content:
                held["device.pem"].add(content.split(b"-----END", 1)[0])
            elif content[:2] == b"\x1f\x8b":
                held["archive.gz"].add(content)
            elif path.name.endswith("archive.gz") and content:
                held["archive.gz"].add(content)
        found[folder] = {kind: len(some) for kind, some in held.items()}
        found[folder]["device.pem in its place"] = int((folder / "device.pem").exists())
    return found


def rows_in_use(folder):
    """Purpose -> number of keys in use, by the database as a new start finds it; empty where there is none yet."""
    if not (folder / "account.sqlite").exists():
        return {}
    with tempfile.TemporaryDirectory() as copy:
        for path in folder.glob("account.sqlite*"):
            if not path.name.endswith("-shm"):
                shutil.copy(path, copy)
        database = sqlite3.connect(f"{copy}/account.sqlite")
        try:
            return dict(database.execute(
                "SELECT purpose, count(*) FROM accountKey WHERE retiredAt IS NULL GROUP BY purpose"))
        except sqlite3.OperationalError:
            return {}  # it is being made
        finally:
            database.close()


def check_dead(home):
    """Right after everything is dead, before anything has cleared up."""
    for folder, held in copies_of_keys(home).items():
        for kind, count in held.items():
            check(count <= 2, f"{count} of {kind} lie in {folder.name}")
        if not folder.name.startswith("."):
            check(held["device.pem in its place"], "no device key is in its place")
            rows = rows_in_use(folder)
            check(all(rows.get(purpose, 0) <= 1 for purpose in ONE_PURPOSE), f"keys in use: {rows}")
    joins = home / "joins"
    waiting = [path.name for path in joins.iterdir()] if joins.exists() else []
    check(len(waiting) <= 2, f"keys of joins that wait: {waiting}")


def check_alive(signet):
    """Once a new start has cleared up: one of each key, and they work."""
    for account in signet.ok("account", "list")["accounts"]:
        works(signet, account["id"])
    for folder, held in copies_of_keys(signet.home).items():
        check(held["device.pem"] == held["device.pem in its place"] == 1, f"device keys in {folder.name}: {held}")
        check(held["archive.gz"] <= 1, f"archives in {folder.name}: {held}")
        rows = rows_in_use(folder)
        check(all(rows.get(purpose) == 1 for purpose in ONE_PURPOSE), f"keys in use: {rows}")
