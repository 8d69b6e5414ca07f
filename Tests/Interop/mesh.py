#!/usr/bin/python3
"""A mesh of five relays, each on a machine of its own (a network namespace on a bridge), with short intervals; plain
clients, and real daemons. Needs root.

  Tests/Interop/mesh.py [--only REGEX]

SIGNET_BIN names the folder of the binaries; without it .build/debug. Tests go on where the one before ended, so what
--only leaves out is missing to those after it.
"""

import argparse
import contextlib
import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
sys.dont_write_bytecode = True

import namespaces  # noqa: E402
from Harness.relay import missing_relay  # noqa: E402
from Harness.report import Report, cannot_run  # noqa: E402
from Harness.signet import missing_binaries  # noqa: E402

PROGRAMS = {**namespaces.PROGRAMS, "cc": "gcc", "curl": "curl"}


class MeshWorld:
    """The bridge, and what stays from one test to the next."""

    def __init__(self, folder):
        import machines
        import mesh_people
        import relay_mesh

        tempfile.tempdir = folder  # what is made below goes with the run, however it ends
        self.folder = Path(folder)
        self.stack = contextlib.ExitStack()
        self.network = machines.Network()
        self.script = relay_mesh.Script(self.network)
        self.stack.enter_context(self.script.mesh)
        self.tests = relay_mesh.TESTS + mesh_people.TESTS
        self.people = None


def run_tests(arguments):
    report = Report(arguments.only)
    world = MeshWorld(os.environ[namespaces.FOLDER])
    with world.stack:
        for sentence, test in world.tests:
            report.run(sentence, lambda test=test: test(world))
    return report.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="run only tests whose sentence matches")
    arguments = parser.parse_args()
    if namespaces.FOLDER in os.environ:
        namespaces.set_up_loopback()
        return namespaces.as_first_process(lambda: run_tests(arguments))
    lacking = missing_binaries() + missing_relay() + namespaces.missing_programs(PROGRAMS) + namespaces.missing_rights()
    if lacking:
        cannot_run("the mesh of machines", lacking)
    return namespaces.run_inside(Path(__file__).resolve())


if __name__ == "__main__":
    sys.exit(main())
