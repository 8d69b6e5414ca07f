"""Programs that are measured, and those they are measured against: building, starting, reading their processor time."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path



HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent
SCRATCH = Path(os.environ.get("SIGNET_SCRATCH", ROOT / ".build"))  # a build folder that is there already
RELEASE = SCRATCH / "release"
BARE = HERE / ".build" / "bare"
OWN = HERE / ".build" / "release"
os.environ.setdefault("SIGNET_BIN", str(RELEASE))  # for Harness

C_FLAGS = {"keygen": ["-lgnutls", "-pthread"], "insert": ["-lsqlite3"], "load": [], "ask": ["-pthread"]}


def build_products(names):
    for name in names:
        subprocess.run(["swift", "build", "-c", "release", "--static-swift-stdlib", "--product", name,
                        "--scratch-path", str(SCRATCH)], cwd=ROOT, check=True, stdout=sys.stderr)


def build_own(names):
    """Products of the package beside this folder."""
    for name in names:
        subprocess.run(["swift", "build", "-c", "release", "--static-swift-stdlib", "--product", name], cwd=HERE,
                       check=True, stdout=sys.stderr)


def build_bare(names):
    BARE.mkdir(parents=True, exist_ok=True)
    for name in names:
        subprocess.run(["cc", "-O2", "-o", str(BARE / name), str(HERE / "Bare" / f"{name}.c"), *C_FLAGS[name]],
                       check=True)


def cpu_seconds(pid):
    """Processor time that a process and its threads have used (clock_getcpuclockid(3))."""
    return time.clock_gettime((~pid << 3) | 2)


def resident(pid):
    fields = Path(f"/proc/{pid}/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def last_line(command):
    """The JSON that a program prints."""
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed: {done.stdout}{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def load(port, connections, count, requests, start=0, refused=False):
    """Sends requests of a file (Bare/load.c); what it prints."""
    told = last_line([BARE / "load", port, connections, count, requests, start])
    if told["refused"] and not refused:
        sys.exit(f"{told['refused']} of {told['answers']} requests were not answered with 200")
    return told


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    sys.exit(f"nothing listens on port {port}")


class Process:
    """A server on a port, ended when the `with` block is left."""

    def __init__(self, port, *command):
        self.port, self.command = port, [str(word) for word in command]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.port)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)

    def cpu(self):
        return cpu_seconds(self.process.pid)


def echo():
    """Hummingbird, answering with the body that it got."""
    port = free_port()
    return Process(port, OWN / "echo", port)


class Nginx(Process):
    """nginx that answers 200 to whatever is posted, and serves the files of a folder."""

    def __init__(self):
        self.own = tempfile.TemporaryDirectory(prefix="signet-nginx-")
        self.folder = Path(self.own.name)
        self.files = self.folder / "files"
        self.files.mkdir()
        os.chmod(self.folder, 0o755)
        port = free_port()
        (self.folder / "nginx.conf").write_text(f"""
            daemon off; worker_processes auto; pid {self.folder}/pid; error_log {self.folder}/error.log;
            user {"root" if os.geteuid() == 0 else os.environ.get("USER", "nobody")};
            events {{ worker_connections 1024; }}
            http {{
              access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000000;
              client_max_body_size 2m; client_body_buffer_size 64k; default_type application/json;
              client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;
              fastcgi_temp_path {self.folder}/fastcgi; uwsgi_temp_path {self.folder}/uwsgi;
              scgi_temp_path {self.folder}/scgi;
              open_file_cache max=10000;
              server {{
                listen 127.0.0.1:{port};
                location /send {{ return 200 "{{}}"; }}
                location / {{ root {self.files}; }}
              }}
            }}""")
        super().__init__(port, shutil.which("nginx") or "/usr/sbin/nginx", "-e", self.folder / "error.log", "-c",
                         self.folder / "nginx.conf", "-p", self.folder)

    def __exit__(self, *error):
        super().__exit__(*error)
        self.own.cleanup()


def need(*programs):
    missing = [name for name in programs if not shutil.which(name) and not os.access(f"/usr/sbin/{name}", os.X_OK)]
    if missing:
        sys.exit(f"this figure needs {' and '.join(missing)}: install what Debian packages them in")


