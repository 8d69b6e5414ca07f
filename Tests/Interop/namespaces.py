"""Namespaces of the kernel's for a whole run: nothing of it reaches the network, and no process outlives it. Needs
root."""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from Harness.report import cannot_run

FOLDER = "SIGNET_INTEROP_FOLDER"  # set inside the namespaces
PROGRAMS = {"unshare": "util-linux", "setpriv": "util-linux", "ip": "iproute2"}
NAMESPACES = ["unshare", "--net", "--pid", "--mount-proc", "--fork", "--kill-child"]


def missing_programs(programs):
    return [f"{program} (Debian package {package})" for program, package in programs.items()
            if not shutil.which(program)]


def missing_rights():
    """What keeps us from making namespaces, in words."""
    if os.geteuid() != 0:
        return ["root (network namespaces, and reading another process's memory)"]
    if shutil.which("unshare") and subprocess.run(NAMESPACES + ["true"], stderr=subprocess.DEVNULL).returncode:
        return ["network and process namespaces (not allowed in this container)"]
    return []


def set_up_loopback():
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    # This jamid's pjsip waits for ever for a list of IPv6 addresses on kernels from 6.9 on.
    for switch in Path("/proc/sys/net/ipv6/conf").glob("*/disable_ipv6"):
        switch.write_text("1")
    links = [name for _, name in socket.if_nameindex()]
    if links != ["lo"]:
        sys.exit(f"the namespace has more than lo: {links}")


def as_first_process(body):
    """The first process of a namespace must collect orphans, and when it ends the kernel ends all others."""
    child = os.fork()
    if child == 0:
        os._exit(body())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the child gets its own, and cleans up
    while True:
        ended, status = os.wait()
        if ended == child:
            return os.waitstatus_to_exitcode(status)


def run_inside(script):
    """The script again, in new namespaces. Nothing of it outlives us: not a process (each dies with the one above it,
    and the first one takes all others along), and so no namespace, and not the folder."""
    with tempfile.TemporaryDirectory(prefix="sg-") as folder:  # short: local sockets below it have short paths
        words = ["setpriv", "--pdeathsig", "KILL", *NAMESPACES, "/usr/bin/python3", "-Wignore", str(script)]
        process = subprocess.Popen(words + sys.argv[1:], env={**os.environ, FOLDER: folder})
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            return process.wait()
        except KeyboardInterrupt:
            return 130
        finally:
            process.kill()
            process.wait()


def program(description, script, title, missing, run_tests):
    """The whole of a program that tests in namespaces: its words, what keeps it from running, and the run itself.
    `missing` says in words what is lacking, `run_tests` gets the words and returns the status."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="run only tests whose sentence matches")
    arguments = parser.parse_args()
    if FOLDER in os.environ:
        set_up_loopback()
        return as_first_process(lambda: run_tests(arguments))
    lacking = missing()
    if lacking:
        cannot_run(title, lacking)
    return run_inside(Path(script).resolve())
