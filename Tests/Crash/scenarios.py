"""The operations that are disturbed, the state before each, and what must be true afterwards, whatever happened."""

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


class Create(Scenario):
    name = "account create"
    makes_keys = True

    def prepare(self, stage, signet, template):
        (template / "home").mkdir(parents=True)

    def start(self, run):
        return run.signet.start("account", "create", "--name", "Crash", new=NEW)

    def judge(self, run, accounts, acknowledged):
        check(len(accounts) <= 1, f"one creation made {len(accounts)} accounts")
        check(accounts or not acknowledged, "the acknowledged account is lost")
        for account in accounts:
            check_equal(account["displayName"], "Crash", "the name")
            run.account_works(account["id"], NEW)
            run.keys_are_whole(account["id"], NEW)


class SecondCreate(Create):
    """Beside an account that is here already, with a spare key ready."""

    name = "account create, with the spare key"

    def prepare(self, stage, signet, template):
        signet.ok("backup", "restore", str(stage.poor), new=OLD)
        signet.wait_for(template / "home" / "spare" / "device.key")

    def judge(self, run, accounts, acknowledged):
        check(run.stage.rich_id in [a["id"] for a in accounts], "the account that was there is lost")
        super().judge(run, [a for a in accounts if a["id"] != run.stage.rich_id], acknowledged)
        run.account_works(run.stage.rich_id, OLD)


class Backup(Scenario):
    """Over an older backup of the same account."""

    name = "backup create"

    def prepare(self, stage, signet, template):
        signet.ok("backup", "restore", str(stage.poor), new=OLD)
        signet.back_up(template / "backup.gz", password=OLD)

    def start(self, run):
        return run.signet.start("backup", "create", str(run.backup), password=OLD)

    def judge(self, run, accounts, acknowledged):
        check(run.opens(run.backup, OLD), "the backup does not open")
        if acknowledged:
            check(run.backup_digest() != run.before, "the acknowledged backup is not there")
        run.account_works(run.stage.rich_id, OLD)


class FirstBackup(Backup):
    """Where no file was."""

    name = "first backup"

    def prepare(self, stage, signet, template):
        signet.ok("backup", "restore", str(stage.poor), new=OLD)

    def judge(self, run, accounts, acknowledged):
        if acknowledged or run.backup.exists():
            check(run.opens(run.backup, OLD), "the backup does not open")
        run.account_works(run.stage.rich_id, OLD)


class PasswordChange(Scenario):
    name = "account password"

    def prepare(self, stage, signet, template):
        signet.ok("backup", "restore", str(stage.rich), new=OLD)

    def start(self, run):
        return run.signet.start("account", "password", password=OLD, new=NEW)

    def judge(self, run, accounts, acknowledged):
        check_equal([a["id"] for a in accounts], [run.stage.rich_id], "the accounts")
        path = run.signet.archive(run.stage.rich_id)
        opening = [password for password in (OLD, NEW) if run.opens(path, password)]
        check_equal(len(opening), 1, "passwords that open the archive")
        if acknowledged:
            check_equal(opening, [NEW], "the password after an acknowledged change")
        # The history is in the database, the password in the file: they must tell the same.
        check_equal("passwordChanged" in run.events(), opening == [NEW], "whether the history tells the change")
        check_equal(run.signet.contacts(), run.stage.contacts, "the contacts")
        run.account_works(run.stage.rich_id, opening[0])


class FilePassword(Scenario):
    """Done by the command itself, without the daemon."""

    name = "backup password"

    def prepare(self, stage, signet, template):
        signet.ok("backup", "restore", str(stage.rich), new=OLD)
        signet.back_up(template / "backup.gz", password=OLD)

    def start(self, run):
        return run.signet.start("backup", "password", str(run.backup), password=OLD, new=NEW)

    def judge(self, run, accounts, acknowledged):
        opening = [password for password in (OLD, NEW) if run.opens(run.backup, password)]
        check_equal(len(opening), 1, "passwords that open the file")
        if acknowledged:
            check_equal(opening, [NEW], "the password after an acknowledged change")


class Restore(Scenario):
    name = "backup restore"
    makes_keys = True

    def prepare(self, stage, signet, template):
        (template / "home").mkdir(parents=True)

    def start(self, run):
        return run.signet.start("backup", "restore", str(run.stage.rich), new=NEW)

    def judge(self, run, accounts, acknowledged):
        check(accounts or not acknowledged, "the acknowledged account is lost")
        if accounts:
            check_equal([a["id"] for a in accounts], [run.stage.rich_id], "the accounts")
            details = run.signet.ok("account", "show")
            check_equal(Signet.states(details), run.stage.contacts, "the contacts")
            check_equal(details["revokedCount"], 1, "revokedCount")
            run.account_works(run.stage.rich_id, NEW)
            run.keys_are_whole(run.stage.rich_id, NEW)


class Merge(Scenario):
    name = "restore --merge"

    def prepare(self, stage, signet, template):
        signet.ok("backup", "restore", str(stage.poor), new=OLD)

    def start(self, run):
        return run.signet.start("backup", "restore", str(run.stage.rich), "--merge", account_password=OLD)

    def judge(self, run, accounts, acknowledged):
        check_equal([a["id"] for a in accounts], [run.stage.rich_id], "the accounts")
        details = run.signet.ok("account", "show")
        shown = (Signet.states(details), details["revokedCount"])
        states = [(run.stage.contacts, 1)] if acknowledged else [(run.stage.contacts, 1), ({}, 0)]
        check(shown in states, f"the account shows {shown}, neither before nor after the merge")
        run.account_works(run.stage.rich_id, OLD)
        # What `show` tells comes from the database; the archive must tell the same.
        inspected = run.signet.inspect(run.signet.archive(run.stage.rich_id), OLD)
        check_equal((Signet.states(inspected), inspected["revokedCount"]), shown, "the archive against `account show`")


class Renewal(Scenario):
    name = "device renew"

    def prepare(self, stage, signet, template):
        signet.ok("backup", "restore", str(stage.poor), new=OLD)

    def start(self, run):
        return run.signet.start("device", "renew", password=OLD)

    def judge(self, run, accounts, acknowledged):
        check_equal([a["id"] for a in accounts], [run.stage.rich_id], "the accounts")
        if acknowledged:
            check("deviceRenewed" in run.events(), "the history does not tell the acknowledged renewal")
        problems = [f for f in run.signet.ok("doctor")["findings"] if f["severity"] == "problem"]
        check_equal(problems, [], "problems that `doctor` finds")
        run.account_works(run.stage.rich_id, OLD)


class Rotation(Scenario):
    name = "key rotate receive"

    def prepare(self, stage, signet, template):
        signet.ok("backup", "restore", str(stage.poor), new=OLD)
        end = time.monotonic() + 120
        while signet.ok("status")["keys"] != "ready":
            check(time.monotonic() < end, "the keys are not made")
            time.sleep(0.1)
        self.before = self.receive(signet)

    @staticmethod
    def receive(signet):
        """(generation, whether it is retired) of each receive key."""
        keys = signet.ok("key", "list")["keys"]
        return sorted((key["generation"], "retiredAt" in key) for key in keys if key["purpose"] == "receive")

    def start(self, run):
        return run.signet.start("key", "rotate", "receive", password=OLD)

    def judge(self, run, accounts, acknowledged):
        check_equal([a["id"] for a in accounts], [run.stage.rich_id], "the accounts")
        receive = self.receive(run.signet)
        after = [(generation, True) for generation, _ in self.before] + [(len(self.before) + 1, False)]
        check(receive in ([after] if acknowledged else [after, self.before]), f"the receive keys are {receive}, neither before nor after the rotation")
        run.account_works(run.stage.rich_id, OLD)
        run.keys_are_whole(run.stage.rich_id, OLD)


class AccountRotation(Rotation):
    name = "key rotate account"

    def start(self, run):
        return run.signet.start("key", "rotate", "account", password=OLD)

    def judge(self, run, accounts, acknowledged):
        [account] = accounts
        check_equal(first_id(account), run.stage.rich_id, "the ID that the folder keeps")
        is_new = account["id"] != run.stage.rich_id
        check(is_new or not acknowledged, "the acknowledged key is lost")
        check_equal("accountRotated" in run.events(), is_new, "whether the history tells the rotation")
        kinds = [statement["kind"] for statement in run.signet.ok("log")["statements"]]
        check_equal("succession" in kinds, is_new, "whether the log tells the rotation")
        # One key works, in every place the same.
        inspected = run.signet.inspect(run.signet.archive(run.stage.rich_id), OLD)
        check_equal(inspected["id"], account["id"], "the archive against `account list`")
        problems = [f for f in run.signet.ok("doctor")["findings"] if f["severity"] == "problem"]
        check_equal(problems, [], "problems that `doctor` finds")
        run.signet.ok("device", "renew", password=OLD)
        run.account_works(run.stage.rich_id, OLD)
        run.keys_are_whole(run.stage.rich_id, OLD)


class Revocation(Rotation):
    name = "device revoke"

    def prepare(self, stage, signet, template):
        super().prepare(stage, signet, template)
        environment = {name: value for name, value in signet.environment.items() if name != "HOME"}
        with Signet(environment) as other:
            other.ok("backup", "restore", str(stage.poor), "--device-name", "lost", new=OLD)
            end = time.monotonic() + 120
            while other.ok("status")["keys"] != "ready":
                check(time.monotonic() < end, "the keys are not made")
                time.sleep(0.1)
            self.device = other.ok("account", "list")["accounts"][0]["deviceId"]
            path = other.folder / "lost.gz"
            other.back_up(path, password=OLD)
            signet.ok("backup", "restore", str(path), "--merge", password=OLD)
        self.before = self.receive(signet)

    def start(self, run):
        return run.signet.start("device", "revoke", self.device, password=OLD)

    def judge(self, run, accounts, acknowledged):
        super().judge(run, accounts, acknowledged)
        answer = run.signet.run("device", "revoke", self.device, "--dry-run")
        is_out = answer.code == "deviceRevoked"
        check(is_out or not acknowledged, "the acknowledged revocation is forgotten")
        check_equal(is_out, "deviceRevoked" in run.events(), "what the history tells")


SCENARIOS = [Create(), SecondCreate(), Backup(), FirstBackup(), PasswordChange(), FilePassword(), Restore(), Merge(),
             Renewal(), Rotation(), AccountRotation(), Revocation()]
KILLED = [scenario for scenario in SCENARIOS if scenario.name in (
    "account create", "account password", "backup restore", "restore --merge", "key rotate receive", "key rotate account",
    "device revoke")]
