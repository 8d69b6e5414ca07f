#!/usr/bin/python3
"""A mesh of five relays, each on a machine of its own (a network namespace on a bridge), with short intervals; plain
clients, and real daemons. Needs root.

  Tests/Interop/mesh.py [--only REGEX]

SIGNET_BIN names the folder of the binaries; without it .build/debug. Tests go on where the one before ended, so what
--only leaves out is missing to those after it.
"""

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
from Harness.report import Report  # noqa: E402
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


def missing():
    return missing_binaries() + missing_relay() + namespaces.missing_programs(PROGRAMS) + namespaces.missing_rights()


if __name__ == "__main__":
    sys.exit(namespaces.program(__doc__, __file__, "the mesh of machines", missing, run_tests))
