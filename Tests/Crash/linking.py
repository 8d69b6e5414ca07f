"""Linking that is disturbed, by file and over a relay, on either side: whatever is killed, each side is linked or not
linked as a whole, at least one key of the machine works, and saying it again works."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

from Harness.relay import Relay
from Harness.report import Failed, check, check_equal
from Harness.signet import Signet
from stage import OLD, Scenario, works

DRIVER = Path(__file__).with_name("linkpair.py")


def ready(signet):
    end = time.monotonic() + 120
    while signet.ok("status")["keys"] != "ready":
        check(time.monotonic() < end, "the keys are not made")
        time.sleep(0.1)


def devices(signet):
    return {device["deviceId"]: device for device in signet.ok("device", "list")["devices"]}


class Linking(Scenario):
    """Two homes: the one that is disturbed, and its counterpart, in `other` beside it."""

    def accounts(self, run):
        return [account["id"] for account in run.signet.ok("account", "list")["accounts"]]

    def counterpart(self, environment, folder, stage):
        environment = {name: value for name, value in environment.items() if name not in ("HOME", "FAULTSHIM_CONTROL")}
        return Signet(environment=environment, home=folder / "other", folder=stage.folder)

    def restore(self, stage, signet):
        signet.ok("backup", "restore", str(stage.poor), "--device-name", "desk", new=OLD)
        ready(signet)

    def ask(self, signet, path, *words):
        return signet.ok("device", "join", "--request", str(path), *words)

    def approve(self, signet, request, digits, path, *words):
        return signet.ok("device", "link", "--request", str(request), "--approval", str(path), "--digits", digits,
                         *words, password=OLD)


class Request(Linking):
    """Nothing is here but what waits; a request that is on the disk can be answered."""

    name = "device join --request"

    def prepare(self, stage, signet, template):
        (template / "home").mkdir(parents=True)

    def start(self, run):
        return run.signet.start("device", "join", "--request", str(run.folder / "request"))

    def judge(self, run, accounts, acknowledged):
        check_equal(accounts, [], "the accounts")
        request = run.folder / "request"
        check(request.exists() or not acknowledged, "the acknowledged request is not there")
        joins = run.signet.home / "joins"
        if request.exists():
            check(request.read_bytes().endswith(b"}\n"), "the request is not whole")
            check(list(joins.iterdir()), "the keys of a request that is there are lost")
        check_equal(len(self.ask(run.signet, run.folder / f"again-{time.monotonic_ns()}")["digits"]), 19, "its digits")


class Approval(Linking):
    """On the old side. The device is in the account or not; where its approval is there it is in."""

    name = "device link --request"

    def prepare(self, stage, signet, template):
        self.restore(stage, signet)
        with self.counterpart(signet.environment, template, stage) as other:
            self.asked = self.ask(other, template / "request")
            other.wait_idle()

    def start(self, run):
        return run.signet.start(
            "device", "link", "--request", str(run.folder / "request"), "--approval", str(run.folder / "approval"),
            "--digits", self.asked["digits"], password=OLD)

    def judge(self, run, accounts, acknowledged):
        check_equal([account["id"] for account in accounts], [run.stage.rich_id], "the accounts")
        new, approval = self.asked["deviceId"], run.folder / "approval"
        before = devices(run.signet)
        check(new in before or not acknowledged, "the acknowledged device is not there")
        check(approval.exists() or not acknowledged, "the acknowledged approval is not there")
        check(new in before or not approval.exists(), "there is an approval of a device that is not in the account")
        check_equal("deviceAdded" in run.events(), new in before, "what the history tells")
        works(run.signet, run.stage.rich_id)
        # Once more; and the new machine takes it.
        again = run.folder / f"again-{time.monotonic_ns()}"
        self.approve(run.signet, run.folder / "request", self.asked["digits"], again)
        check_equal(len(devices(run.signet)), 2, "the devices after saying it again")
        check_equal(run.events().count("deviceAdded"), 1, "how often it was added")
        copy = run.folder / f"copy-{time.monotonic_ns()}"
        shutil.copytree(run.folder / "other", copy / "other", ignore=shutil.ignore_patterns("*.sock"))
        with self.counterpart(run.signet.environment, copy, run.stage) as other:
            check_equal(other.ok("device", "join", "--approval", str(again))["deviceId"], new, "who has joined")
            works(other, run.stage.rich_id)


class Joining(Linking):
    """On the new side, where no account is yet."""

    name = "device join --approval"

    def prepare(self, stage, signet, template):
        self.asked = self.ask(signet, template / "request")
        with self.counterpart(signet.environment, template, stage) as other:
            self.restore(stage, other)
            self.approve(other, template / "request", self.asked["digits"], template / "approval", "--role", "full")
            other.wait_idle()

    def start(self, run):
        return run.signet.start("device", "join", "--approval", str(run.folder / "approval"))

    def judge(self, run, accounts, acknowledged):
        check(accounts or not acknowledged, "the acknowledged account is lost")
        answer = run.signet.run("device", "join", "--approval", str(run.folder / "approval"))
        check(answer.status == 0 or (accounts and answer.code == "requestUnknown"), f"saying it again: {answer}")
        [account] = run.signet.ok("account", "list")["accounts"]
        check_equal((account["id"], account["deviceId"]), (run.stage.rich_id, self.asked["deviceId"]), "who it is")
        works(run.signet, run.stage.rich_id)
        run.account_works(run.stage.rich_id, OLD)


class Again(Joining):
    """On a machine that is a leaf already, and becomes a full device: it is one of the two, and works as that."""

    name = "device join --approval, again"

    def prepare(self, stage, signet, template):
        with self.counterpart(signet.environment, template, stage) as other:
            self.restore(stage, other)
            first = self.ask(signet, template / "first")
            self.approve(other, template / "first", first["digits"], template / "first.approval")
            signet.ok("device", "join", "--approval", str(template / "first.approval"))
            self.former = first["deviceId"]
            self.asked = self.ask(signet, template / "request", "--account", stage.rich_id)
            self.approve(other, template / "request", self.asked["digits"], template / "approval", "--role", "full")
            other.wait_idle()

    def judge(self, run, accounts, acknowledged):
        [account] = accounts
        present = account["deviceId"]
        check(present in (self.former, self.asked["deviceId"]), f"it is {present}, which is neither")
        check(present == self.asked["deviceId"] or not acknowledged, "the acknowledged change is lost")
        works(run.signet, run.stage.rich_id)
        folder = run.signet.home / "accounts" / run.stage.rich_id
        is_new = present == self.asked["deviceId"]
        check_equal(((folder / "archive.gz").exists(), (folder / "leaf").exists()), (is_new, not is_new), "its files")
        super().judge(run, accounts, acknowledged)
        end = time.monotonic() + 60
        while devices(run.signet).get(self.former, {}).get("state") != "superseded":
            check(time.monotonic() < end, "the former device is not superseded")
            time.sleep(0.1)
        works(run.signet, run.stage.rich_id)


class OverRelay(Linking):
    """Both commands at once, by a driver that hands the link and the digits over; one side is disturbed."""

    def note_keys(self, signet):
        """The test keys come round again: none of the old device's must be made on the new one."""
        self.counter = Path(signet.environment["FASTKEYS_COUNTER"]) if "FASTKEYS_COUNTER" in signet.environment else None
        self.used = self.counter.stat().st_size if self.counter else 0

    def environment(self, run, environment):
        if not self.counter:
            return environment
        counter = run.folder / "keys-used"
        counter.write_bytes(b"k" * self.used)
        return {**environment, "FASTKEYS_COUNTER": str(counter)}

    def start(self, run):
        run.other = self.counterpart(run.signet.environment, run.folder, run.stage)
        new, old = (run.signet, run.other) if self.disturbs_new else (run.other, run.signet)
        relay = Relay()
        relay.__enter__()
        run.relay = relay
        process = subprocess.Popen(
            [sys.executable, str(DRIVER), relay.url, str(new.home), str(old.home), old.secret(OLD),
             "new" if self.disturbs_new else "old"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env=run.signet.environment, start_new_session=True)
        process.words = ["driver"]
        return process

    def end(self, run):
        if hasattr(run, "other"):
            run.other.close()
        if hasattr(run, "relay"):
            run.relay.__exit__(None, None, None)

    def judge(self, run, accounts, acknowledged):
        new, old = (run.signet, run.other) if self.disturbs_new else (run.other, run.signet)
        here = [account["deviceId"] for account in new.ok("account", "list")["accounts"]]
        listed = [device for device in devices(old) if devices(old)[device]["name"] != "desk"]
        check(len(listed) <= 1 and set(here) <= set(listed), f"here {here}, and in the account {listed}")
        works(old, run.stage.rich_id)
        if acknowledged:
            check(listed, "the acknowledged link is lost")
        if here:
            works(new, run.stage.rich_id)
        else:
            # Once more: it is the same device, and not a second one. The old side first has to give up waiting for word.
            old.wait_idle()
            new.wait_idle()
            again = subprocess.run(
                [sys.executable, str(DRIVER), run.relay.url, str(new.home), str(old.home), old.secret(OLD), "new"],
                stdin=subprocess.DEVNULL, capture_output=True, text=True, env=run.signet.environment, timeout=170)
            if again.returncode != 0:
                raise Failed(f"saying it again: {again.stdout}{again.stderr}")
            works(new, run.stage.rich_id)
            after = [device for device in devices(old) if devices(old)[device]["name"] != "desk"]
            check(len(after) == 1 and (not listed or after == listed), f"the devices {listed} became {after}")


class NewSide(OverRelay):
    name = "device join over a relay"
    disturbs_new = True

    def prepare(self, stage, signet, template):
        (template / "home").mkdir(parents=True)
        with self.counterpart(signet.environment, template, stage) as other:
            self.restore(stage, other)
            other.wait_idle()
        self.note_keys(signet)


class OldSide(OverRelay):
    name = "device link over a relay"
    disturbs_new = False

    def prepare(self, stage, signet, template):
        self.restore(stage, signet)
        signet.wait_idle()
        (template / "other").mkdir(parents=True)
        self.note_keys(signet)


LINKING = [Request(), Approval(), Joining(), Again(), NewSide(), OldSide()]
