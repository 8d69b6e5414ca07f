"""Where operations are disturbed: the state before each, a run in a copy of it, and what is asked of every state."""

import hashlib
import json
import shutil
import tempfile
import time
from pathlib import Path

from Harness import archive
from Harness.report import Failed, check, check_equal
from Harness.signet import FIXTURES, Signet

OLD, NEW = "the old password", "the new password"


def first_id(account):
    """The ID that the account's folder keeps, whatever key follows."""
    return [*account["earlierIds"], account["id"]][0]


def works(signet, account):
    """A key signs and another opens: what is sealed to the account opens again, as its own word."""
    sealed = signet.ok("packet", "seal", "--account", account, "--to", account, "--content", "still here")["packets"][0]
    path = signet.folder / "sealed.json"
    path.write_text(json.dumps(sealed))
    opened = signet.ok("packet", "open", "--account", account, str(path))
    check_equal((opened["content"], opened["verified"]), ("still here", True), "what it seals to itself")


class Stage:
    """Where runs happen: a folder with the libraries, the files to restore, and a prepared home for each scenario."""

    def __init__(self, folder, environment):
        self.folder = Path(folder)
        self.environment = environment
        self.rich = self.folder / "rich.gz"  # contacts in every state and a revocation; no password
        manifest = json.loads((FIXTURES / "jami" / "manifest.json").read_text())
        fixture = next(entry for entry in manifest["archives"] if entry["file"] == "contacts-crl.gz")
        shutil.copy(FIXTURES / "jami" / fixture["file"], self.rich)
        with Signet(folder=self.folder) as signet:  # outside of the shim: the file was written with the real Argon2
            signet.ok("backup", "password", str(self.rich), password=fixture["password"], new="")
        document = archive.open_archive(self.rich)
        self.contacts = archive.contact_states(document)
        self.rich_id = fixture["jamiId"]
        poor = {key: value for key, value in document.items() if key not in ("ringAccountContacts", "ringAccountCRL")}
        self.poor = self.folder / "poor.gz"  # the same account before all that
        archive.write_archive(self.poor, poor)
        self.templates = {}

    def prepare(self, scenario):
        """Makes the state before, once; every run gets a copy."""
        template = self.folder / f"template-{scenario.name}"
        with Signet(environment=self.environment, home=template / "home", folder=self.folder) as signet:
            scenario.prepare(self, signet, template)
            signet.wait_idle()
            signet.run("daemon", "stop")
        self.templates[scenario.name] = template

    def run(self, scenario, environment):
        return Run(self, scenario, environment)


class Run:
    """One run in a fresh copy of the state before."""

    def __init__(self, stage, scenario, environment):
        self.stage, self.scenario = stage, scenario
        self.folder = Path(tempfile.mkdtemp(prefix="run-", dir=stage.folder))
        shutil.copytree(stage.templates[scenario.name], self.folder, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("*.sock"))
        environment = scenario.environment(self, environment)
        self.signet = Signet(environment=environment, home=self.folder / "home", folder=stage.folder)
        self.backup = self.folder / "backup.gz"
        self.before = self.backup_digest()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.scenario.end(self)
        self.signet.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def backup_digest(self):
        return hashlib.sha256(self.backup.read_bytes()).hexdigest() if self.backup.exists() else None

    def start(self):
        return self.scenario.start(self)

    def judge(self, acknowledged):
        """Raises unless the state is the one before or the one after; once acknowledged, the one after."""
        accounts = self.signet.ok("account", "list")["accounts"]
        names = {p.name for p in (self.signet.home / "accounts").glob("*") if not p.name.startswith(".")}
        check_equal(names, {first_id(a) for a in accounts}, "folders of accounts against `account list`")
        for account in accounts:
            details = self.signet.ok("account", "show", "--account", account["id"])
            check_equal(details["id"], account["id"], "the ID that `account show` tells")
        self.scenario.judge(self, accounts, acknowledged)

    def events(self, account=None):
        """Kinds of what the account's history tells."""
        words = ["--account", account] if account else []
        return [event["kind"] for event in self.signet.ok("history", *words)["events"]]

    def opens(self, path, password):
        """Whether `backup verify` takes the file with this password. Anything but yes or wrong password fails."""
        answer = self.signet.run("backup", "verify", str(path), password=password)
        if answer.status == 0:
            return True
        if answer.code in ("wrongPasswordOrDamaged", "passwordNeeded"):
            return False
        raise Failed(f"unreadable: {answer}")

    def account_works(self, account, password):
        """The account's own archive opens, and everything that needs it goes on: a backup is made and verified."""
        check(self.opens(self.signet.archive(account), password), f"the archive of {account} does not open")
        path = self.folder / "after.gz"
        path.unlink(missing_ok=True)
        words = ["--account", account]
        self.signet.ok("backup", "create", str(path), *words, password=password)
        check(self.opens(path, password), "a backup made afterwards does not open")

    def keys_are_whole(self, account, password):
        """There is a key for every purpose, made now at the latest, and the archive has them as the database has: a
        backup finds nothing to add to either."""
        words = ["--account", account]
        end = time.monotonic() + 60
        while self.signet.ok("status", *words)["keys"] != "ready":
            if time.monotonic() > end:
                log = (self.signet.home / "signetd.log").read_text()[-1500:]
                raise Failed(f"the keys are not made; the daemon's log ends with:\n{log}")
            time.sleep(0.05)
        self.signet.wait_idle()
        before = self.events(account)
        path = self.folder / "keys.gz"
        path.unlink(missing_ok=True)
        check_equal(self.signet.back_up(path, account, password)["warnings"], [], "warnings of a backup")
        self.signet.wait_idle()
        check_equal(self.events(account), [*before, "backupMade"], "what a backup found to do")


class Scenario:
    makes_keys = False  # after the answer

    def environment(self, run, environment):
        """What the commands and daemons of a run get."""
        return environment

    def end(self, run):
        """Whatever else was started for it."""
