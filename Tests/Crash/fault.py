#!/usr/bin/python3
"""Lets every call that writes fail once: no space, I/O error, short write; and ends daemon and worker right before and
after each. After each run the state before or the state after must open, success is never told over a lost file, and
nothing is left lying about.

  Tests/Crash/fault.py                 every call of every operation (takes long)
  Tests/Crash/fault.py --sample 60     that many runs, chosen by --seed, spread over all operations
  Tests/Crash/fault.py --only merge --call 17 --fault 'I/O error'     one again
  Tests/Crash/fault.py --steps --only rotate      ends daemon and worker before and after each journal step of what
                                                  gives other keys, and of linking: see steps.py
"""

import argparse
import os
import random
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]
sys.dont_write_bytecode = True

import shim  # noqa: E402
import steps  # noqa: E402
from Harness.report import Failed, Report, Skipped, cannot_run, check_equal  # noqa: E402
from Harness.signet import missing_binaries  # noqa: E402
from linking import LINKING  # noqa: E402
from rotations import STEPPED  # noqa: E402
from scenarios import SCENARIOS  # noqa: E402
from stage import Stage  # noqa: E402


TRIES = 4  # runs that may meet another call than the one meant


class Bench:
    """The stage and its shims; a run takes one of them."""

    def __init__(self, folder, fast):
        self.folder, self.fast, self.numbers = Path(folder), fast, 0
        shim.build(folder)
        self.stage = Stage(folder, self.new_shim().environment())

    def new_shim(self):
        self.numbers += 1
        folder = self.folder / f"shim-{self.numbers}"
        folder.mkdir()
        return shim.Shim(self.folder, folder, self.fast)

    def count(self, scenario):
        """Number of calls that change files, in an undisturbed run."""
        counted, _, _ = self.run(scenario, None, 0)
        return counted

    def steps(self, scenario):
        """(number, call) of the journal steps of an undisturbed run."""
        trace = self.folder / f"trace-{scenario.name}"
        home = []
        self.run(scenario, None, 0, trace=trace, see=lambda run, _: home.append(run.signet.home))
        return steps.steps(trace, home[0])

    def step(self, scenario, fault, number, call):
        """Kills at one step. How many files a daemon writes by the way is not the same in each run: where another call
        was hit, it is tried again."""
        met = []

        def see(run, what):
            met.append(steps.plain(what, run.signet.home))
            steps.check_dead(run.signet.home)

        for _ in range(TRIES):
            _, hit, what = self.run(scenario, fault, number, see=see, after=lambda run: steps.check_alive(run.signet))
            if hit and met[-1] == call:
                return call
        raise Skipped(f"{TRIES} runs met other calls there: {met}")

    def run(self, scenario, fault, at, trace="", see=None, after=None):
        """One run. Returns (calls counted, whether the fault happened, which call it hit).

        see: called with the run and that call when the operation is over, before anything has cleared up.
        after: called with the run once its state was judged."""
        control = self.new_shim()
        with self.stage.run(scenario, control.environment()) as run:
            run.signet.ok("account", "list")  # the daemon starts undisturbed
            run.signet.wait_idle()
            control.arm(run.signet.home if see else run.folder, fault, at, trace)
            answer = run.signet.finish(run.start())
            run.signet.wait_idle()
            counted, hit, what = control.disarm()
            try:
                if see:
                    see(run, what)
                self.judge(run, fault, answer)
                if after:
                    after(run)
            except (Failed, TimeoutError) as error:
                raise Failed(f"after `{what}` with status {answer.status} {answer.code or ''}: {error}") from None
            return counted, hit, what

    @staticmethod
    def judge(run, fault, answer):
        acknowledged = answer.status == 0
        if fault is None and not acknowledged:
            raise Failed(f"the undisturbed run failed: {answer}")
        if fault is None or fault.action < shim.KILL_SELF:
            check_equal(run.signet.stray_files(), [], "left behind by the failed run")
            run.judge(acknowledged)
        run.signet.end_daemon()
        run.judge(acknowledged)  # a new daemon: it must finish or undo what the old one left
        run.signet.wait_idle()
        check_equal(run.signet.stray_files(), [], "left behind after a new start")


def chosen(bench, scenarios, faults, arguments):
    """(scenario, fault, call) of all runs to make."""
    runs = []
    for scenario in scenarios:
        calls = bench.count(scenario)
        if not arguments.quiet:
            print(f"     {scenario.name}: {calls} calls", flush=True)
        numbers = [arguments.call] if arguments.call else range(1, calls + 1)
        runs.append([(scenario, fault, number) for fault in faults for number in numbers])
    if arguments.sample:
        dice = random.Random(arguments.seed)
        each = -(-arguments.sample // len(runs))
        runs = [dice.sample(some, min(each, len(some))) for some in runs]
    return [run for some in runs for run in some]


def stepped(bench, scenarios, arguments):
    """(sentence, body) of all runs that kill at journal steps."""
    tests = []
    for scenario in scenarios:
        found = bench.steps(scenario)
        if not arguments.quiet:
            print(f"     {scenario.name}: {len(found)} steps", flush=True)
        for fault in steps.KILLS:
            for number, call in found:
                tests.append((f"{scenario.name}, {fault.name}, step {number}",
                              lambda run=(scenario, fault, number, call): bench.step(*run)))
    return tests


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, help="number of runs, instead of all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="operations whose name holds this")
    parser.add_argument("--fault", default="", help="faults whose name holds this")
    parser.add_argument("--call", type=int, help="only the call with this number")
    parser.add_argument("--steps", action="store_true", help="kill at journal steps, and look at the keys")
    parser.add_argument("--real", action="store_true", help="make real keys and derive keys in full (slow)")
    parser.add_argument("--quiet", action="store_true", help="print failures only")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    if missing_binaries():
        cannot_run("the fault injection", missing_binaries())
    every = STEPPED + LINKING if arguments.steps else SCENARIOS
    scenarios = [scenario for scenario in every if arguments.only in scenario.name]
    faults = [fault for fault in shim.FAULTS + shim.KILLS if arguments.fault in fault.name]
    report = Report(quiet=arguments.quiet)
    with tempfile.TemporaryDirectory(prefix="sg-") as folder:
        bench = Bench(folder, not arguments.real)
        for scenario in scenarios:
            bench.stage.prepare(scenario)
        if arguments.steps:
            report.run_all(stepped(bench, scenarios, arguments), arguments.jobs)
            return report.end()
        runs = chosen(bench, scenarios, faults, arguments)
        tests = [(f"{run[0].name}, {run[1].name}, call {run[2]}", lambda run=run: bench.run(*run)[2]) for run in runs]
        report.run_all(tests, arguments.jobs)
    return report.end(with_skips=False)


if __name__ == "__main__":
    sys.exit(main())
