"""A relay of a test's own: a real `signet-relay` on a free loopback port, with its store in a folder that goes with it."""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from .report import Failed
from .signet import BINARIES

PROGRAM = BINARIES / "signet-relay"
REDIS = shutil.which("redis-server")


def missing_relay():
    return [] if os.access(PROGRAM, os.X_OK) else [f"{PROGRAM} (build it, or name its folder in SIGNET_BIN)"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def packet(recipient, message, signature="signature"):
    """A packet as any client would make it."""
    return {"recipient": recipient, "message": message, "hash": hashlib.sha256(message.encode()).hexdigest(),
            "signature": signature}


class Redis:
    """A real redis-server on a Unix socket, whose log is on the disk before it answers."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.socket = self.folder / "redis.sock"
        self.process = None

    @property
    def store(self):
        return f"redis+unix:{self.socket}"

    def start(self):
        words = ["--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.folder), "--save", "",
                 "--appendonly", "yes", "--appendfsync", "always"]
        self.process = subprocess.Popen([REDIS, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                with socket.socket(socket.AF_UNIX) as probe:
                    probe.connect(str(self.socket))
                    probe.sendall(b"PING\r\n")
                    if probe.recv(100).startswith(b"+PONG"):  # until then it reads its log
                        return
            except OSError:
                pass
            time.sleep(0.01)
        raise Failed("redis-server did not start")

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


class Relay:
    """Leaving the `with` block ends it and removes everything."""

    def __init__(self, *options, store=None, host="127.0.0.1", private=True):
        self.own = tempfile.TemporaryDirectory(prefix="signet-r-")
        self.folder = Path(self.own.name)
        self.store = store or f"sqlite:{self.folder / 'packets.sqlite'}"
        self.host, self.port = host, free_port()
        self.options = [*options, *(["--allow-private-peers"] if private else [])]
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()
        self.own.cleanup()

    @property
    def url(self):
        return f"http://{self.host}:{self.port}"

    def start(self):
        self.log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(
            [str(PROGRAM), "--listen", f"{self.host}:{self.port}", "--store", self.store, *self.options],
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening "):
            raise Failed(f"signet-relay did not start: {(self.folder / 'log').read_text()[-600:]}")

    def end(self, how=signal.SIGTERM):
        """The exit status."""
        self.process.send_signal(how)
        status = self.process.wait(30)
        self.process.stdout.close()
        self.log.close()
        self.process = None
        return status

    def kill(self):
        if self.process:
            self.end(signal.SIGKILL)

    def curl(self, path, body=None, *words):
        """(status, body) as curl gets them; `body` is JSON to be, or bytes, or None for a GET."""
        command = ["curl", "-sS", "--max-time", "60", "-o", "-", "-w", "\n%{http_code}", *words, self.url + path]
        data = None
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            command += ["--data-binary", "@-"]
        done = subprocess.run(command, input=data, capture_output=True, timeout=90)
        if done.returncode:
            raise Failed(f"curl {path} ended with {done.returncode}: {done.stderr.decode()}")
        text, status = done.stdout.decode().rsplit("\n", 1)
        return int(status), text

    def ask(self, path, body=None):
        """The JSON of a 200."""
        status, text = self.curl(path, body)
        if status != 200:
            raise Failed(f"{path} answers {status}: {text[:300]}")
        return json.loads(text)

    def memory(self):
        """Resident bytes."""
        fields = Path(f"/proc/{self.process.pid}/statm").read_text().split()
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
