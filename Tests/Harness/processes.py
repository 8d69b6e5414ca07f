"""Looking at processes through /proc; works on processes that are not dumpable too."""

import os
import signal
import time
from pathlib import Path


def command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:-1]
    except (FileNotFoundError, ProcessLookupError):
        return []


def parent_and_state(pid):
    """(parent's id, state letter), or (None, None) for one that is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[1]), fields[0]
    except (FileNotFoundError, ProcessLookupError):
        return None, None


def alive(pid):
    return parent_and_state(pid)[1] not in (None, "Z", "X")


def all_ids():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def daemons_of(home):
    """Ids of the signetd that runs under `home`, newest last; its workers are not among them."""
    home = os.fsencode(str(home))
    found = []
    for pid in all_ids():
        words = command_line(pid)
        if words and os.path.basename(words[0]) == b"signetd" and home in words and alive(pid):
            found.append(pid)
    return [pid for pid in sorted(found) if parent_and_state(pid)[0] not in found]


def children_of(pid):
    """Ids of the living children. By the kernel's own list, which takes microseconds, where it keeps one."""
    lists = list(Path(f"/proc/{pid}/task").glob("*/children"))
    if not lists:
        return [child for child in all_ids() if parent_and_state(child)[0] == pid and alive(child)]
    found = []
    for path in lists:
        try:
            found += [int(word) for word in path.read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            pass  # a thread that is gone
    return [child for child in found if alive(child)]


def kill_all(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def wait_group_gone(group, seconds=20):
    """Waits until no process of the group is left."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    raise AssertionError(f"a process of the group {group} is still there after {seconds} s")


def wait_gone(pids, seconds=20):
    end = time.monotonic() + seconds
    while any(alive(pid) for pid in pids):
        if time.monotonic() > end:
            raise TimeoutError(f"processes {[pid for pid in pids if alive(pid)]} did not end")
        time.sleep(0.005)
