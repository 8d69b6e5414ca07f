"""Operations that give an account or a device other keys, and what must be true after each, whatever happened."""

import time
from pathlib import Path

from Harness.report import check, check_equal
from Harness.signet import Signet
from stage import OLD, Scenario, first_id, works


def own_keys(signet):
    """Purpose -> IDs of the keys in use, of the device's own."""
    found = {}
    for key in signet.ok("key", "list")["keys"]:
        if key["purpose"] in ("signing", "wrap") and "retiredAt" not in key:
            found.setdefault(key["purpose"], []).append(key["keyId"])
    return found


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
        check(receive in ([after] if acknowledged else [after, self.before]),
              f"the receive keys are {receive}, neither before nor after the rotation")
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


class SigningRotation(Rotation):
    """One key of the device's own; the one before is revoked."""

    name = "key rotate signing"

    def environment(self, run, environment):
        # Other keys than those of before: the log takes none for two devices.
        Path(environment["FASTKEYS_COUNTER"]).write_bytes(b"k" * 12)
        return environment

    def prepare(self, stage, signet, template):
        super().prepare(stage, signet, template)
        self.own = own_keys(signet)

    def start(self, run):
        return run.signet.start("key", "rotate", "signing", password=OLD)

    def judge(self, run, accounts, acknowledged):
        check_equal([a["id"] for a in accounts], [run.stage.rich_id], "the accounts")
        own = own_keys(run.signet)
        is_new = own["signing"] != self.own["signing"]
        check(is_new or not acknowledged, "the acknowledged key is lost")
        check_equal((len(own["signing"]), own["wrap"]), (1, self.own["wrap"]), "keys in use")
        works(run.signet, run.stage.rich_id)
        check_equal([d["state"] for d in run.signet.ok("device", "list")["devices"]], ["active"], "the devices")
        inspected = run.signet.ok("log")["statements"]
        check_equal(sum(statement["kind"] == "deviceAdded" for statement in inspected), 2 if is_new else 1,
                    "whether the log tells the key")
        run.account_works(run.stage.rich_id, OLD)
        run.keys_are_whole(run.stage.rich_id, OLD)


class DeviceRotation(Rotation):
    """All keys of the device's own at once: it becomes another one."""

    name = "key rotate device"

    def environment(self, run, environment):
        # Other keys than those of before: the log takes none for two devices.
        Path(environment["FASTKEYS_COUNTER"]).write_bytes(b"k" * 12)
        return environment

    def prepare(self, stage, signet, template):
        super().prepare(stage, signet, template)
        self.own = own_keys(signet)
        self.device = signet.ok("account", "show")["deviceId"]

    def start(self, run):
        return run.signet.start("key", "rotate", "device", password=OLD)

    def judge(self, run, accounts, acknowledged):
        check_equal([a["id"] for a in accounts], [run.stage.rich_id], "the accounts")
        present = run.signet.ok("account", "show")["deviceId"]
        is_new = present != self.device
        check(is_new or not acknowledged, "the acknowledged device is lost")
        check_equal("deviceRotated" in run.events(), is_new, "whether the history tells the rotation")
        check("ownRevocationLearned" not in run.events(), "the device takes itself for one that was thrown out")
        states = {d["deviceId"]: d["state"] for d in run.signet.ok("device", "list")["devices"]}
        check_equal(states, {self.device: "superseded", present: "active"} if is_new else {self.device: "active"},
                    "the devices")
        own = own_keys(run.signet)
        check_equal([len(own[purpose]) for purpose in ("signing", "wrap")], [1, 1], "keys in use")
        check_equal(own != self.own, is_new, "whether the other keys are new")
        works(run.signet, run.stage.rich_id)
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


# Those whose journal steps fault.py --steps goes through, beside linking.
STEPPED = [Rotation(), SigningRotation(), DeviceRotation(), AccountRotation(), Revocation()]
