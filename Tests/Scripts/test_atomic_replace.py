"""The order in which a file of ours is replaced, as the system sees it."""

import os
import re
import shutil
import subprocess

import pytest
from conftest import BINARIES, JAMI, Home

STRACE = shutil.which("strace")


@pytest.mark.skipif(STRACE is None, reason="strace is not installed")
def test_a_replace_takes_its_six_steps_in_order_and_is_read_back_before_it_counts():
    with Home() as home:
        path = home.folder / "nopass.gz"
        shutil.copy(JAMI / "nopass.gz", path)
        os.chmod(path, 0o644)
        trace = home.folder / "trace"
        done = subprocess.run(
            [STRACE, "-f", "-o", str(trace), "-e", "trace=openat,open,write,fsync,close,rename,renameat,renameat2,unlink",
             str(BINARIES / "signet"), "backup", "password", str(path), "--new-password-file", home.secret("new")],
            env=home.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=180)
        if done.returncode != 0 and "PTRACE" in done.stderr:
            pytest.skip("this machine lets nobody trace")
        assert done.returncode == 0, done.stderr
        assert os.stat(path).st_mode & 0o777 == 0o600
        assert steps(trace.read_text(), str(home.folder)) == [
            "create O_EXCL 0600", "write", "fsync file", "close", "read back", "rename", "fsync folder"]


def steps(trace, folder):
    """What the calls of a trace do to files below `folder`, runs of the same step told once."""
    found, names = [], {}
    for line in trace.splitlines():
        call = re.sub(r"^\d+ +", "", line)
        opened = re.match(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]*)", (\S+?)(?:, (\d+))?\) = (\d+)', call)
        if opened:
            path, flags, mode, descriptor = opened.groups()
            names.pop(descriptor, None)
            if path.startswith(folder + "/.new-"):
                if "O_CREAT" in flags:
                    names[descriptor] = "file"
                    found.append(f"create {'O_EXCL' if 'O_EXCL' in flags else 'shared'} {mode}")
                else:
                    found.append("read back")
            elif path == folder and "O_DIRECTORY" in flags:
                names[descriptor] = "folder"
            continue
        used = re.match(r"(write|fsync|close)\((\d+)", call)
        if used and used.group(2) in names:
            name, descriptor = used.groups()
            kind = names[descriptor]
            if name == "fsync":
                found.append(f"fsync {kind}")
            elif kind == "file" and (name == "close" or not found or found[-1] != name):
                found.append(name)
            if name == "close":
                del names[descriptor]
        elif re.match(r"rename", call) and folder in call:
            found.append("rename")
    return found
