#!/usr/bin/python3
"""Ends daemon and worker with SIGKILL at random instants of an operation. After each: every state opens, nothing that
was acknowledged is lost, and the next start finishes or undoes what was under way.

  Tests/Crash/kill.py [--count 200] [--seed 1] [--real]
"""

import argparse
import concurrent.futures
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]
sys.dont_write_bytecode = True

import shim  # noqa: E402
from Harness import processes  # noqa: E402
from Harness.report import Failed, Report, cannot_run, check, check_equal  # noqa: E402
from Harness.signet import missing_binaries  # noqa: E402
from linking import LINKING  # noqa: E402
from scenarios import KILLED  # noqa: E402
from stage import Stage  # noqa: E402

CLOCKS = ["command", "worker", "writing"]
KEY_CLOCKS = ["keys", "writing of keys"]  # where keys are made after the answer
WRITING_SECONDS = 0.02
VICTIMS = ["daemon and worker", "daemon", "worker"]


class Tally:
    """What the runs met; a loop that only ever killed idle processes would prove nothing."""

    def __init__(self):
        self.lock = threading.Lock()
        self.counts = {}

    def add(self, what):
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + 1


class Killer:
    def __init__(self, folder, fast):
        self.folder, self.fast = Path(folder), fast
        self.tally = Tally()
        shim.build(folder)
        self.control = shim.Shim(folder, folder, fast)  # never armed: only the fast keys are used
        self.stage = Stage(folder, self.control.environment())
        self.lengths = {}

    def prepare(self, scenario, jobs):
        self.stage.prepare(scenario)
        # As many at a time as later, so that the length is the one that counts.
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            lengths = list(pool.map(lambda _: self.undisturbed(scenario), range(2 * jobs + 1)))
        self.lengths[scenario.name] = {"command": statistics.median(whole for whole, _, _ in lengths),
                                       "worker": statistics.median(worker for _, worker, _ in lengths),
                                       "writing": WRITING_SECONDS, "writing of keys": WRITING_SECONDS,
                                       "keys": statistics.median(keys for _, _, keys in lengths)}

    def undisturbed(self, scenario):
        """(seconds of the whole command, seconds that its worker lived, seconds of those after the answer)"""
        with self.stage.run(scenario, self.control.environment()) as run:
            run.signet.ok("account", "list")
            run.signet.wait_idle()
            daemon = run.signet.daemon()
            start = time.monotonic()
            process = run.start()
            self.wait_for_worker(daemon, process)
            born = time.monotonic()
            ended = None
            while processes.children_of(daemon):
                if ended is None and process.poll() is not None:
                    ended = time.monotonic()
                time.sleep(0.001)
            died = time.monotonic()
            answer = run.signet.finish(process)
            length = (ended or time.monotonic()) - start
            check_equal(answer.status, 0, f"the status of an undisturbed run: {answer}")
            run.judge(True)
            return length, died - born, died - ended if ended else 0

    @staticmethod
    def wait_for_worker(daemon, process):
        while process.poll() is None and not processes.children_of(daemon):
            time.sleep(0.001)

    @staticmethod
    def wait_for_writing(run, process):
        """Until a journal entry or an account in the making shows; that takes milliseconds only, so it looks often."""
        journal, accounts = run.signet.home / "journal", run.signet.home / "accounts"
        while process.poll() is None:
            names = [name for folder in (journal, accounts) if folder.exists() for name in os.listdir(folder)]
            if any(name.endswith(".json") or name.startswith(".new-") for name in names):
                return

    @staticmethod
    def wait_for_writing_of_keys(run, daemon):
        journal = run.signet.home / "journal"
        while processes.children_of(daemon):
            if journal.exists() and any(name.endswith(".json") for name in os.listdir(journal)):
                return

    def run(self, scenario, clock, fraction, victim):
        """`clock` says where the time counts from: the start of the command, of its worker, of the writing, or of the
        keys that the worker makes after the answer."""
        with self.stage.run(scenario, self.control.environment()) as run:
            run.signet.ok("account", "list")
            run.signet.wait_idle()
            daemon = run.signet.daemon()
            process = run.start()
            if clock == "worker":
                self.wait_for_worker(daemon, process)
            elif clock == "writing":
                self.wait_for_writing(run, process)
            elif clock in KEY_CLOCKS:
                process.wait()
                if clock == "writing of keys":
                    self.wait_for_writing_of_keys(run, daemon)
            time.sleep(fraction * self.lengths[scenario.name][clock])
            workers = processes.children_of(daemon)
            killed = {"daemon": [daemon], "worker": workers}.get(victim, [daemon] + workers)
            processes.kill_all(killed)
            answer = run.signet.finish(process)
            if daemon in killed:
                # A worker whose daemon is gone must end by itself, and soon.
                processes.wait_gone([daemon] + workers, seconds=10)
            acknowledged = answer.status == 0
            unfinished = self.journal(run)
            self.note(workers, acknowledged, unfinished)
            if clock in KEY_CLOCKS and workers:
                self.tally.add("with keys in the making")
            self.judge(run, acknowledged, unfinished, restart=daemon not in killed)
            return f"{victim} at {fraction:.2f} of the {clock}, status {answer.status}"

    @staticmethod
    def journal(run):
        return sorted(path.name for path in (run.signet.home / "journal").glob("*.json"))

    def note(self, workers, acknowledged, unfinished):
        self.tally.add("acknowledged" if acknowledged else "not acknowledged")
        if workers:
            self.tally.add("with a worker alive")
        if unfinished:
            self.tally.add("with an open journal")

    def judge(self, run, acknowledged, unfinished, restart):
        """Where only the worker died, the daemon must have cleared up by itself; and a new one must find it so."""
        run.judge(acknowledged)
        run.signet.wait_idle()
        if restart:
            check_equal(run.signet.stray_files(), [], "left behind by the dead worker")
            run.signet.end_daemon()
            run.signet.ok("account", "list")
        check_equal(run.signet.stray_files(), [], "left behind after a new start")
        if unfinished:
            check(self.said_so(run), f"the new start says nothing about {unfinished}")

    @staticmethod
    def said_so(run):
        told = {"operationUndone", "operationFinished"} & set(run.events())
        log = run.signet.home / "signetd.log"
        return bool(told) or (log.exists() and "cut off" in log.read_text())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="operations whose name holds this")
    parser.add_argument("--real", action="store_true", help="make real keys and derive keys in full (slow)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--quiet", action="store_true", help="print failures only")
    arguments = parser.parse_args()
    if missing_binaries():
        cannot_run("the kill loop", missing_binaries())
    dice = random.Random(arguments.seed)
    scenarios = [scenario for scenario in KILLED + LINKING if arguments.only in scenario.name]
    report = Report(quiet=arguments.quiet)
    with tempfile.TemporaryDirectory(prefix="sg-") as folder:
        killer = Killer(folder, not arguments.real)
        for scenario in scenarios:
            killer.prepare(scenario, arguments.jobs)
        tests = []
        for number in range(1, arguments.count + 1):
            scenario = scenarios[number % len(scenarios)]
            clocks = CLOCKS + KEY_CLOCKS if scenario.makes_keys else CLOCKS
            chosen = scenario, dice.choice(clocks), dice.uniform(0, 1.05), dice.choice(VICTIMS)
            tests.append((f"{number} {scenario.name}", lambda chosen=chosen: killer.run(*chosen)))
        report.run_all(tests, arguments.jobs)
    print(", ".join(f"{count} {what}" for what, count in sorted(killer.tally.counts.items())), flush=True)
    return report.end(with_skips=False)


if __name__ == "__main__":
    sys.exit(main())
