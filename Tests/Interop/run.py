#!/usr/bin/python3
"""Signet against a real Jami daemon, and against whoever reads its memory. Needs root: everything runs in network,
process and mount namespaces of its own, so that nothing reaches the network, and no process outlives the run.

  Tests/Interop/run.py [--only REGEX]

SIGNET_BIN names the folder of the binaries; without it .build/debug.
"""

import importlib.util
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
sys.dont_write_bytecode = True

import namespaces  # noqa: E402
from Harness.report import Report  # noqa: E402
from Harness.signet import missing_binaries  # noqa: E402

PROGRAMS = {
    **namespaces.PROGRAMS, "cc": "gcc", "dhtnode": "dhtnode", "dbus-daemon": "dbus-daemon",
    "/usr/libexec/jamid": "jami-daemon",
}


def missing():
    """What keeps the tests from running, in words."""
    found = missing_binaries() + namespaces.missing_programs(PROGRAMS)
    for module, package in (("dbus", "python3-dbus"), ("cryptography", "python3-cryptography")):
        if not importlib.util.find_spec(module):
            found.append(f"the Python module {module} (Debian package {package}; run this with /usr/bin/python3)")
    return found + namespaces.missing_rights()


def run_tests(arguments):
    import core_files
    import devices
    import from_jamid
    import memory
    import passwords
    import to_jamid
    from world import World

    report = Report(arguments.only)
    world = World(os.environ[namespaces.FOLDER])
    for module in (from_jamid, to_jamid, devices, passwords, core_files, memory):
        for sentence, test in module.TESTS:
            report.run(sentence, lambda test=test: test(world))
    world.close()
    return report.end()


if __name__ == "__main__":
    sys.exit(namespaces.program(__doc__, __file__, "make interop", missing, run_tests))
