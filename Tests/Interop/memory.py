"""Nothing secret in the daemon's memory, in what is printed, or in what is logged: idle, during each operation, after
it, and after `signet lock`. First it is proved that the same look would find something."""

import base64
import os
import secrets
import signal
import subprocess
import threading
import time
from pathlib import Path

import secrets_of
from core_files import start_daemon
from Harness import archive, processes
from Harness.report import check, check_equal
from Harness.signet import FIXTURES

HERE = Path(__file__).resolve().parent
NAME = "Canaria Displayname-" + secrets.token_hex(6)


class Scanner:
    """One `memscan` with its patterns; scans one process at a time."""

    def __init__(self, world, patterns):
        program = Path(world.folder) / "memscan"
        if not program.exists():
            subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(program), str(HERE / "memscan.c")],
                           check=True)
        path = world.path("patterns")
        Path(path).write_text("".join(f"{name} {data.hex()}\n" for name, data in patterns.items()))
        self.process = subprocess.Popen([str(program), path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def scan(self, pid):
        """(bytes read, hits, where)."""
        self.process.stdin.write(f"{pid}\n")
        self.process.stdin.flush()
        words = self.process.stdout.readline().split(" ", 6)
        check(len(words) >= 6, "the scanner died")
        return int(words[1]), int(words[5]), words[6].strip() if len(words) > 6 else ""

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)


class Watch(threading.Thread):
    """Scans the daemon, and whatever workers it has, again and again while an operation runs."""

    def __init__(self, world, daemon, patterns):
        super().__init__()
        self.daemon_id = daemon
        self.in_daemon, self.in_workers = Scanner(world, patterns), Scanner(world, patterns)
        self.samples = 0
        self.found, self.found_in_workers = [], []
        self.over = threading.Event()

    def run(self):
        helper = threading.Thread(target=self.watch_workers)
        helper.start()
        while not self.over.is_set():
            size, hits, where = self.in_daemon.scan(self.daemon_id)
            self.samples += 1
            if hits or size == 0:
                self.found.append(where or "the daemon is gone")
        helper.join()

    def watch_workers(self):
        looks = {}
        while not self.over.is_set():
            for worker in processes.children_of(self.daemon_id):
                self.look_at_worker(worker)
                looks[worker] = looks.get(worker, 0) + 1
            # Often while a worker is young, since some live for milliseconds; then seldom, so that they get on.
            time.sleep(min(1, 0.01 * 2 ** max(looks.values(), default=0)))

    def look_at_worker(self, worker):
        """It stands still meanwhile, so that the daemon is looked at in the middle of an operation, however short."""
        try:
            os.kill(worker, signal.SIGSTOP)
            _, hits, where = self.in_workers.scan(worker)
            os.kill(worker, signal.SIGCONT)
        except ProcessLookupError:
            return  # it was faster
        if hits:
            self.found_in_workers.append(where)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join()
        self.in_daemon.close()
        self.in_workers.close()


class Canary:
    """An account whose every secret is known, its daemon at trace level, and all that was ever printed."""

    def __init__(self, world, signet):
        self.world, self.signet = world, signet
        self.password, self.second = ("canary-" + secrets.token_urlsafe(18) for _ in range(2))
        self.key = secrets.token_bytes(32)
        self.printed = []
        self.patterns = {**secrets_of.of_password("password", self.password),
                         **secrets_of.of_password("second", self.second), **secrets_of.of_key("key", self.key)}
        self.daemon = start_daemon(signet, signet.folder, "--log-level", "trace")
        self.worker_hits = self.samples = 0

    def learn(self, path, password):
        """Adds the secrets of an archive that is on disk now."""
        document = archive.open_archive(path, password.encode())
        salt = Path(path).read_bytes()[:16]
        found = secrets_of.of_key(f"derived{len(self.patterns)}", archive.derive_key(password.encode(), salt))
        for name, field in (("account", "ringAccountKey"), ("authority", "ringCaKey")):
            found.update(secrets_of.of_private_key(name, base64.b64decode(document[field])))
        found.update(secrets_of.pieces("eth", base64.b64decode(document["ethKey"])))
        self.patterns.update(found)

    def during(self, what, *words, **secret_files):
        """Runs a command with the daemon under watch, and looks once more when it is over."""
        with Watch(self.world, self.daemon.pid, self.patterns) as watch:
            answer = self.signet.run(*words, **secret_files)
            self.printed += [answer.out, answer.err]
            check_equal(answer.status, 0, f"{what}: {answer}")
            self.signet.wait_idle()
        check(watch.samples > 0, f"{what}: it was over before the first look")
        check_equal(watch.found, [], f"{what}: found in the daemon during it")
        self.samples += watch.samples
        self.worker_hits += len(watch.found_in_workers)
        self.now("after " + what)
        return answer.json

    def now(self, what):
        """One look at the daemon, and at everything on disk and on paper that is no archive."""
        scanner = Scanner(self.world, self.patterns)
        size, hits, where = scanner.scan(self.daemon.pid)
        scanner.close()
        check(size > 1 << 20, f"{what}: only {size} bytes of memory were read")
        check_equal((hits, where), (0, ""), f"{what}: found in the daemon")

    def files(self):
        """Everything under the home and what the daemon printed. Archives are encrypted, so they count as well."""
        paths = [p for p in self.signet.home.rglob("*") if p.is_file()] + [self.signet.folder / "daemon.out"]
        return {str(path): path.read_bytes() for path in paths}


def find_in(patterns, text):
    return sorted(name for name, data in patterns.items() if data in text)


def scanner_finds(world):
    """The display name, which the daemon must know; and, planted on purpose, a piece of a key across a page border."""
    with world.signet() as signet:
        daemon = start_daemon(signet, signet.folder)
        signet.create(NAME)
        patterns = {"name": NAME.encode()}
        with Watch(world, daemon.pid, patterns) as watch:
            for _ in range(20):
                signet.ok("account", "list")
                signet.ok("account", "show")
        check(watch.found, f"the display name was not found in {watch.samples} looks at the daemon's memory")
        check(not find_in(patterns, b"nothing") and find_in(patterns, b"xx" + NAME.encode()), "the look at files")
        return f"in {len(watch.found)} of {watch.samples} looks"


def no_secret_anywhere(world):
    with world.signet() as signet:
        canary = Canary(world, signet)
        canary.now("idle, at the start")
        identifier = canary.during("account create", "account", "create", "--name", NAME, new=canary.password)["id"]
        canary.learn(signet.archive(identifier), canary.password)
        canary.now("after account create, its keys known")
        backup = world.path("canary.gz")
        canary.during("backup create", "backup", "create", backup, password=canary.password)
        canary.learn(backup, canary.password)
        canary.now("after backup create, its key known")
        for what, path in (("backup inspect", "inspect"), ("backup verify", "verify")):
            canary.during(what, "backup", path, backup, password=canary.password)
        canary.during("account password", "account", "password", password=canary.password, new=canary.second)
        canary.learn(signet.archive(identifier), canary.second)
        canary.now("after account password, its key known")
        canary.during("device renew", "device", "renew", password=canary.second)
        canary.during("restore --merge", "backup", "restore", backup, "--merge", password=canary.password,
                      account_password=canary.second)
        canary.during("account forget", "account", "forget", "--yes")
        canary.during("backup restore", "backup", "restore", backup, password=canary.password)
        raw = signet.folder / "archive.key"
        raw.write_bytes(canary.key)
        canary.during("account password to a raw key", "account", "password", "--new-archive-key-file", str(raw),
                      password=canary.password)
        canary.during("backup create with a raw key", "backup", "create", world.path("raw.gz"), "--archive-key-file",
                      str(raw))
        wrong = signet.run("backup", "create", world.path("wrong.gz"), password=canary.second)
        check_equal(wrong.status, 3, f"a wrong password: {wrong}")
        canary.printed += [wrong.out, wrong.err]
        canary.during("lock", "lock")
        canary.now("after lock")
        time.sleep(2)
        canary.now("idle, long after")
        check(canary.worker_hits > 0, "no secret was seen in a worker: the looks came at the wrong instants")
        check_equal(find_in(canary.patterns, "".join(canary.printed).encode()), [], "printed by the command line")
        files = canary.files()
        log = b"".join(data for path, data in files.items() if "signetd.log" in path or path.endswith("daemon.out"))
        check(len(log.splitlines()) > 20, f"only {len(log.splitlines())} lines were logged at trace level")
        for path, data in files.items():
            check_equal(find_in(canary.patterns, data), [], f"found in {path}")
        return f"{len(canary.patterns)} patterns, {canary.samples} looks during operations, " \
               f"{canary.worker_hits} finds in workers"


def no_key_while_it_is_made(world):
    """The keys of a new account are not known before they are made. So here key generation hands out test keys, and the
    looks during the creation know what to look for."""
    library = world.path("fastkeys.so")
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", library, str(HERE.parent / "Crash" / "fastkeys.c"),
                    "-lgnutls", "-largon2", "-ldl"], check=True)
    folder = FIXTURES / "keys"
    environment = {"LD_PRELOAD": library, "FASTKEYS_FOLDER": str(folder), "FASTKEYS_COUNTER": world.path("counter")}
    patterns = {}
    for number in range(1, 7):
        patterns.update(secrets_of.of_private_key(f"key{number}", (folder / f"rsa4096-{number}.pem").read_bytes()))
    with world.signet(environment=environment) as signet:
        daemon = start_daemon(signet, signet.folder)
        with Watch(world, daemon.pid, patterns) as watch:
            for number in range(2):  # more would meet a key again, and so an account
                signet.create(f"Canary {number}")
        signet.wait_idle()
        check_equal(watch.found, [], "found in the daemon")
        check(watch.found_in_workers, "no key was seen in a worker: the looks came at the wrong instants")
        return f"{watch.samples} looks, {len(watch.found_in_workers)} finds in workers"


TESTS = [
    ("the look into the daemon's memory finds what is there (proof of the method)", scanner_finds),
    ("no key of an account in the daemon's memory while it is made", no_key_while_it_is_made),
    ("no password, archive key or account key in the daemon's memory, output, log or files", no_secret_anywhere),
]
