"""Linking a device over a relay, with both terminals in one hand."""

import contextlib
import json
import subprocess

from .report import check_equal
from .signet import BINARIES


def started(signet, *words):
    return subprocess.Popen(
        [str(BINARIES / "signet"), *words, "--json", "--home", str(signet.home)], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=signet.environment, cwd=signet.folder)


def place(signet):
    """The machine of somebody who has one of their own."""
    machine = getattr(signet, "machine", None)
    return machine.inside() if machine else contextlib.nullcontext()


def link(old, new, relay, *options, name="phone"):
    """Makes `new` a device of the account of `old`; its device ID.

    options: words for `device link`.
    """
    with place(new):
        join = started(new, "device", "join", "--relay", relay.url, "--device-name", name)
    shown = json.loads(join.stdout.readline())["link"]
    with place(old):
        approve = started(old, "device", "link", shown, *options)
    approve.stdin.write(json.loads(join.stdout.readline())["digits"] + "\n")
    approve.stdin.flush()
    answers = [process.communicate(timeout=180)[0].splitlines()[-1] for process in (approve, join)]
    check_equal((approve.returncode, join.returncode), (0, 0), f"how linking ended: {answers}")
    return json.loads(answers[0])["deviceId"]
