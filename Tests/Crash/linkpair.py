#!/usr/bin/python3
"""Runs `signet device join` and `signet device link` against each other: linkpair.py RELAY NEW-HOME OLD-HOME
PASSWORD-FILE new|old. Ends with the status of the side that is named, and prints its last answer."""

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]
sys.dont_write_bytecode = True

from Harness.signet import BINARIES  # noqa: E402


def start(disturbed, *words):
    """Only what is to be disturbed is under the shim of fault.py; in others it lets everything pass."""
    environment = {name: value for name, value in os.environ.items() if disturbed or name != "FAULTSHIM_CONTROL"}
    return subprocess.Popen([str(BINARIES / "signet"), *words, "--json"], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
                            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))


def next_line(process, unless):
    """What it says next; nothing where the other one is over and will not bring it to say anything."""
    while not select.select([process.stdout], [], [], 0.2)[0]:
        if unless.poll() is not None and not select.select([process.stdout], [], [], 2)[0]:
            return ""
    return process.stdout.readline()


def main():
    relay, new, old, password, side = sys.argv[1:]
    join = start(side == "new", "device", "join", "--relay", relay, "--device-name", "laptop", "--home", new)
    link = None
    line = last = join.stdout.readline()
    if "link" in json.loads(line or "{}"):
        link = start(side == "old", "device", "link", json.loads(line)["link"], "--home", old, "--password-file",
                     password)
        line = next_line(join, unless=link)
        last = line or last
        if "digits" in json.loads(line or "{}"):
            try:
                link.stdin.write(json.loads(line)["digits"] + "\n")
                link.stdin.close()
            except BrokenPipeError:
                pass  # it was ended
    # Who is left alone waits for minutes: as soon as the disturbed side is over the other one has ten seconds.
    disturbed, other = (join, link) if side == "new" else (link or join, join)
    out, errors = disturbed.stdout.read(), disturbed.stderr.read()
    status = disturbed.wait()
    if other and other is not disturbed:
        try:
            other.wait(10 if status else 60)
        except subprocess.TimeoutExpired:
            other.send_signal(signal.SIGINT)  # ends what it has begun as well
            other.wait()
    print(out or last)
    print(errors, file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
