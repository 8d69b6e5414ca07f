"""The operations that are disturbed, the state before each, and what must be true afterwards, whatever happened."""

from Harness.report import check, check_equal
from Harness.signet import Signet
from rotations import AccountRotation, DeviceRotation, Revocation, Rotation, SigningRotation
from stage import NEW, OLD, Scenario


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


SCENARIOS = [Create(), SecondCreate(), Backup(), FirstBackup(), PasswordChange(), FilePassword(), Restore(), Merge(),
             Renewal(), Rotation(), AccountRotation(), DeviceRotation(), SigningRotation(),
             Revocation()]
KILLED = [scenario for scenario in SCENARIOS if scenario.name in (
    "account create", "account password", "backup restore", "restore --merge", "key rotate receive", "key rotate account",
    "key rotate device", "device revoke")]
