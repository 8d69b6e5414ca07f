"""What the scripts of Tests/Interop and Tests/Crash print: one line a test, and at the end the sum."""

import concurrent.futures
import contextlib
import os
import re
import signal
import sys
import threading
import time
import traceback


class Failed(Exception):
    """A sentence that was to be shown is not true."""


class Skipped(Exception):
    """A test cannot run here; the text says why."""


def check(condition, text):
    if not condition:
        raise Failed(text)


def check_equal(got, expected, what):
    check(got == expected, f"{what}: got {got!r}, expected {expected!r}")


class Report:
    """Runs tests and counts them, also from several threads. A failure of one never keeps the others from running."""

    def __init__(self, only=None, quiet=False):
        self.only = re.compile(only) if only else None
        self.quiet = quiet
        self.lock = threading.Lock()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as Ctrl-C does: every `with` puts away its own
        self.passed = self.failed = self.skipped = 0

    def run(self, sentence, body):
        if self.only and not self.only.search(sentence):
            return
        start = time.monotonic()
        try:
            detail = body()
        except Skipped as why:
            self._count("skip", sentence, str(why))
        except Exception as error:  # whatever it is, it is this test's failure and not the end of the run
            self._count("FAIL", sentence, f"{type(error).__name__}: {error}")
            if not isinstance(error, Failed):
                traceback.print_exc()
        else:
            seconds = f"{time.monotonic() - start:.1f} s"
            self._count("ok", sentence, f"{seconds}, {detail}" if detail else seconds)

    def run_all(self, tests, jobs):
        """Runs (sentence, body) pairs, `jobs` at a time. When it is cut off, it waits for those under way, so that each
        puts away what it made."""
        pool = concurrent.futures.ThreadPoolExecutor(jobs)
        try:
            for done in [pool.submit(self.run, sentence, body) for sentence, body in tests]:
                done.result()
        finally:
            pool.shutdown(cancel_futures=True)

    def end(self, with_skips=True):
        """Prints the sum alone on a line; the exit status."""
        skips = f", {self.skipped} skipped" if with_skips else ""
        print(f"{self.passed} passed, {self.failed} failed{skips}", flush=True)
        return 1 if self.failed else 0

    def _count(self, word, sentence, detail):
        with self.lock:
            self.passed += word == "ok"
            self.failed += word == "FAIL"
            self.skipped += word == "skip"
            if word == "FAIL" or not self.quiet:
                print(f"{word:4} {sentence} ({detail})", flush=True)


@contextlib.contextmanager
def step(what):
    """Names the part of a test that a failure inside comes from."""
    try:
        yield
    except Failed as error:
        raise Failed(f"{what}: {error}") from None


def cannot_run(what, missing):
    """Nothing of `what` can run here: a word, and an exit status that only CI takes for a failure."""
    for thing in missing:
        print(f"missing: {thing}", flush=True)
    if os.environ.get("CI") == "true":
        print(f"{what} cannot run here, and CI must run it", flush=True)
        sys.exit(1)
    print(f"{what} is skipped: it needs what is named above\n0 passed, 0 failed, 1 skipped", flush=True)
    sys.exit(0)
