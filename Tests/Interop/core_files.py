"""A crash of the daemon or of a worker leaves no core file: it would hold the memory that everything else protects."""

import os
import resource
import signal
import subprocess
import time
from pathlib import Path

from Harness import processes
from Harness.report import Failed, check, check_equal
from Harness.signet import BINARIES

# Root, but without the right to look into every process: what the kernel then refuses is what it holds undumpable.
# Whoever is looked at must be started like this too, since nobody may look at a process that may do more.
WITHOUT_PTRACE = ["setpriv", "--bounding-set", "-sys_ptrace", "--inh-caps", "-sys_ptrace"]

UNDUMPABLE = "import ctypes, time; ctypes.CDLL(None).prctl(4, 0, 0, 0, 0); print(flush=True); time.sleep(60)"


def core_folders(folder):
    """Where a core could land: the pattern's own folder, the crash collectors', the process's, the home."""
    pattern = Path("/proc/sys/kernel/core_pattern").read_text().strip()
    named = [os.path.dirname(pattern)] if pattern.startswith("/") else []
    return [*named, "/var/crash", "/var/lib/systemd/coredump", "/", "/tmp", os.getcwd(), str(folder)]


def listing(folder):
    found = {str(path) for place in core_folders(folder) for path in Path(place or "/").glob("*core*")}
    return found | {str(path) for path in Path(folder).rglob("*core*")}


def allow_cores():
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def is_dumpable(pid):
    # Not /proc/PID/maps: newer kernels show that to whoever may profile.
    return subprocess.run([*WITHOUT_PTRACE, "readlink", f"/proc/{pid}/cwd"], stdout=subprocess.DEVNULL).returncode == 0


def core_limit(pid):
    for line in Path(f"/proc/{pid}/limits").read_text().splitlines():
        if line.startswith("Max core file size"):
            return tuple(line.split()[4:6])
    raise Failed("no core limit in /proc")


def start_daemon(signet, folder, *options):
    """As our own child, so that we see how it ends, and with every limit on cores lifted."""
    with open(folder / "daemon.out", "wb") as out:
        words = [*WITHOUT_PTRACE, str(BINARIES / "signetd"), "--foreground", "--home", str(signet.home), *options]
        daemon = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=signet.environment,
                                  cwd=folder, preexec_fn=allow_cores, start_new_session=True)
    end = time.monotonic() + 20
    while not (signet.home / "signetd.sock").exists():
        if daemon.poll() is not None or time.monotonic() > end:
            raise Failed(f"signetd did not listen: {(folder / 'daemon.out').read_text()[-400:]}")
        time.sleep(0.02)
    return daemon


def wait_status(process):
    """The raw wait status: it tells whether the kernel dumped."""
    _, status = os.waitpid(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return status


def proof(world):
    """Without protection the very same death does dump here, and an ordinary process does count as dumpable."""
    folder = Path(world.path("dumping"))
    folder.mkdir()
    before = listing(folder)
    victim = subprocess.Popen([*WITHOUT_PTRACE, "sleep", "60"], preexec_fn=allow_cores, cwd=folder)
    time.sleep(0.2)
    check(is_dumpable(victim.pid), "an ordinary process does not count as dumpable: the look proves nothing")
    hidden = subprocess.Popen([*WITHOUT_PTRACE, "/usr/bin/python3", "-c", UNDUMPABLE], stdout=subprocess.PIPE)
    hidden.stdout.readline()
    check(not is_dumpable(hidden.pid), "an undumpable process counts as dumpable: the look proves nothing")
    hidden.kill()
    hidden.communicate()
    victim.send_signal(signal.SIGSEGV)
    status = wait_status(victim)
    for path in listing(folder) - before:
        os.unlink(path)
    check(os.WCOREDUMP(status), "an unprotected process leaves no core here either")
    return "core_pattern " + Path("/proc/sys/kernel/core_pattern").read_text().strip()


def check_protected(pid, what):
    check_equal(core_limit(pid), ("0", "0"), f"core limit of the {what}")
    check(not is_dumpable(pid), f"the {what} is dumpable")


def daemon_leaves_none(world):
    with world.signet() as signet:
        daemon = start_daemon(signet, signet.folder)
        check_protected(daemon.pid, "daemon")
        before = listing(signet.folder)
        daemon.send_signal(signal.SIGSEGV)
        status = wait_status(daemon)
        check(os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGSEGV, f"it ended with status {status}")
        check(not os.WCOREDUMP(status), "the kernel dumped the daemon")
        check_equal(listing(signet.folder) - before, set(), "core files")
        signet.ok("account", "list")  # a new one starts over the stale socket


def worker_leaves_none(world):
    with world.signet() as signet:
        daemon = start_daemon(signet, signet.folder)
        before = listing(signet.folder)
        creating = signet.start("account", "create", "--name", "Crash", new="a password")
        end = time.monotonic() + 20
        while not (workers := processes.children_of(daemon.pid)):
            check(time.monotonic() < end and creating.poll() is None, "no worker was seen")
            time.sleep(0.002)
        time.sleep(0.1)  # it has begun: protection is the first thing that it does
        for worker in workers:
            check_protected(worker, "worker")
            os.kill(worker, signal.SIGSEGV)
        answer = signet.finish(creating)
        check_equal((answer.status, answer.code), (1, "workerDied"), "how the creation ended")
        check_equal(listing(signet.folder) - before, set(), "core files")
        check(daemon.poll() is None, "the daemon died with its worker")
        check_equal(signet.ok("account", "list")["accounts"], [], "accounts after the crash")
        check_equal(signet.stray_files(), [], "left behind by the crash")
        daemon.terminate()
        check_equal(daemon.wait(20), 0, "the daemon's status after SIGTERM")


TESTS = [
    ("a SIGSEGV leaves a core of an ordinary process (proof of the method)", proof),
    ("a SIGSEGV of the daemon leaves no core file", daemon_leaves_none),
    ("a SIGSEGV of a worker leaves no core file and no account, and the daemon goes on", worker_leaves_none),
]
