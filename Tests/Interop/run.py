#!/usr/bin/python3
"""Signet against a real Jami daemon, and against whoever reads its memory. Needs root: everything runs in network,
process and mount namespaces of its own, so that nothing reaches the network, and no process outlives the run.

  Tests/Interop/run.py [--only REGEX]

SIGNET_BIN names the folder of the binaries; without it .build/debug.
"""

import argparse
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
sys.dont_write_bytecode = True

from Harness.report import Report, cannot_run  # noqa: E402
from Harness.signet import missing_binaries  # noqa: E402

FOLDER = "SIGNET_INTEROP_FOLDER"  # set inside the namespaces
PROGRAMS = {
    "unshare": "util-linux", "setpriv": "util-linux", "ip": "iproute2", "cc": "gcc", "dhtnode": "dhtnode",
    "dbus-daemon": "dbus-daemon", "/usr/libexec/jamid": "jami-daemon",
}
NAMESPACES = ["unshare", "--net", "--pid", "--mount-proc", "--fork", "--kill-child"]


def missing():
    """What keeps the tests from running, in words."""
    found = missing_binaries()
    for program, package in PROGRAMS.items():
        if not shutil.which(program):
            found.append(f"{program} (Debian package {package})")
    for module, package in (("dbus", "python3-dbus"), ("cryptography", "python3-cryptography")):
        if not importlib.util.find_spec(module):
            found.append(f"the Python module {module} (Debian package {package}; run this with /usr/bin/python3)")
    if os.geteuid() != 0:
        found.append("root (network namespaces, and reading another process's memory)")
    elif shutil.which("unshare") and subprocess.run(NAMESPACES + ["true"], stderr=subprocess.DEVNULL).returncode:
        found.append("network and process namespaces (not allowed in this container)")
    return found


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


def run_tests(arguments):
    import core_files
    import from_jamid
    import memory
    import passwords
    import to_jamid
    from world import World

    report = Report(arguments.only)
    world = World(os.environ[FOLDER])
    for module in (from_jamid, to_jamid, passwords, core_files, memory):
        for sentence, test in module.TESTS:
            report.run(sentence, lambda test=test: test(world))
    world.close()
    return report.end()


def run_inside():
    """The tests in new namespaces. Nothing of them outlives us: not a process (each dies with the one above it, and
    the first one takes all others along), and so no namespace, and not the folder."""
    with tempfile.TemporaryDirectory(prefix="sg-") as folder:  # short: local sockets below it have short paths
        words = ["setpriv", "--pdeathsig", "KILL", *NAMESPACES, "/usr/bin/python3", "-Wignore", str(HERE / "run.py")]
        process = subprocess.Popen(words + sys.argv[1:], env={**os.environ, FOLDER: folder})
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            return process.wait()
        finally:
            process.kill()
            process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="run only tests whose sentence matches")
    arguments = parser.parse_args()
    if FOLDER in os.environ:
        set_up_loopback()
        return as_first_process(lambda: run_tests(arguments))
    lacking = missing()
    if lacking:
        cannot_run("make interop", lacking)
    return run_inside()


if __name__ == "__main__":
    sys.exit(main())
