"""Builds the preloaded libraries and drives them through their mapped control file."""

import errno
import mmap
import os
import struct
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEYS = HERE.parent.parent / "Fixtures" / "keys"

FAIL, SHORT, KILL_SELF, KILL_ALL, KILL_SELF_AFTER, KILL_ALL_AFTER = range(6)

# The same order and sizes as `struct control` in faultshim.c.
CONTROL = struct.Struct("=IIIIiIII64i512s512s512s")


class Fault:
    """What is done to which call."""

    def __init__(self, name, action, error=0, sticky=False):
        self.name, self.action, self.error, self.sticky = name, action, error, sticky


FAULTS = [
    Fault("no space, once", FAIL, errno.ENOSPC),
    Fault("no space, from then on", FAIL, errno.ENOSPC, sticky=True),
    Fault("I/O error", FAIL, errno.EIO),
    Fault("short write", SHORT),
    Fault("short write, then no space", SHORT, errno.ENOSPC, sticky=True),
]

KILLS = [
    Fault("killed before", KILL_SELF),
    Fault("killed after", KILL_SELF_AFTER),
    Fault("daemon and worker killed before", KILL_ALL),
    Fault("daemon and worker killed after", KILL_ALL_AFTER),
]


def build(folder):
    """Compiles both libraries into `folder`."""
    for name, libraries in (("faultshim", []), ("fastkeys", ["-lgnutls", "-largon2"])):
        subprocess.run(["cc", "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", "-o", f"{folder}/{name}.so",
                        str(HERE / f"{name}.c"), *libraries, "-ldl"], check=True)


def build_keys(path):
    """The library that hands out test keys, and does nothing else."""
    subprocess.run(["cc", "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", "-DKEYS_ONLY", "-o", str(path),
                    str(HERE / "fastkeys.c"), "-lgnutls", "-ldl"], check=True)


def keys_environment(library, counter):
    """For programs that take their keys from the fixtures. `counter`: a file with one byte for each that was taken."""
    return {"LD_PRELOAD": str(library), "FASTKEYS_FOLDER": str(KEYS), "FASTKEYS_COUNTER": str(counter)}


class Shim:
    """One control file. Programs that run with `environment()` are under it."""

    def __init__(self, libraries, folder, fast=True):
        self.libraries, self.folder, self.fast = Path(libraries), Path(folder), fast
        self.control = self.folder / "control"
        self.control.write_bytes(bytes(CONTROL.size))
        with open(self.control, "r+b") as file:
            self.mapped = mmap.mmap(file.fileno(), CONTROL.size)

    def environment(self):
        preload = [self.libraries / "faultshim.so"] + ([self.libraries / "fastkeys.so"] if self.fast else [])
        return {
            "LD_PRELOAD": ":".join(map(str, preload)), "FAULTSHIM_CONTROL": str(self.control),
            "FASTKEYS_FOLDER": str(KEYS), "FASTKEYS_COUNTER": str(self.folder / "keys-used"),
        }

    def arm(self, below, fault=None, at=0, trace=""):
        """Counts from now on what changes files below a folder, and hits call number `at` (0: none).

        trace: a file that gets a line "number call path" for each."""
        # Only what kills counts removals too, and a trace is of all calls.
        idle = KILL_SELF if trace else FAIL
        action, error, sticky = (fault.action, fault.error, fault.sticky) if fault else (idle, 0, False)
        ids = self.mapped[32:32 + 4 * 64]
        processes = self.mapped[28:32]
        self.mapped[:] = CONTROL.pack(0, 0, at, action, error, sticky, 0, 0, *[0] * 64, os.fsencode(str(below)), b"",
                                      os.fsencode(str(trace)))
        self.mapped[28:32], self.mapped[32:32 + 4 * 64] = processes, ids
        self.mapped[4:8] = struct.pack("=I", 1)

    def disarm(self):
        """Lets everything pass; returns (calls counted, whether one was hit, which)."""
        self.mapped[4:8] = struct.pack("=I", 0)
        fields = CONTROL.unpack(self.mapped[:])
        return fields[0], bool(fields[6]), os.fsdecode(fields[-2].split(b"\0")[0])

    def forget_processes(self):
        """Before a new daemon starts: the ids of the old ones may soon be others'."""
        self.mapped[28:32] = bytes(4)
