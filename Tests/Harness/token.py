"""A SoftHSM token in a folder of its own, which can be pulled out, and fails on demand (faulty_token.c)."""

import os
import shutil
import subprocess
from pathlib import Path

PIN = "123456"
MODULES = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
           "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"]


def missing_token():
    """What the tests with a token lack; None where they can run."""
    for tool in ("softhsm2-util", "p11tool", "gcc", "pkg-config"):
        if not shutil.which(tool):
            return tool
    return None if any(os.path.exists(path) for path in MODULES) else "libsofthsm2"


class Token:
    def __init__(self, folder, name="seal"):
        self.folder, self.name, self.url = Path(folder), name, f"pkcs11:token={name}"
        self.tokens = self.folder / "tokens"
        self.tokens.mkdir(parents=True, mode=0o700)
        (self.folder / "softhsm2.conf").write_text(f"directories.tokendir = {self.tokens}\nlog.level = ERROR\n")
        library = self.folder / "faulty_token.so"
        flags = subprocess.run(["pkg-config", "--cflags", "p11-kit-1"], capture_output=True, text=True, check=True)
        subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, *flags.stdout.split(),
                        Path(__file__).with_name("faulty_token.c")], check=True)
        self.plain = {"PATH": os.environ["PATH"], "SOFTHSM2_CONF": str(self.folder / "softhsm2.conf")}
        self.environment = {"SOFTHSM2_CONF": self.plain["SOFTHSM2_CONF"], "LD_PRELOAD": str(library),
                            "FAULTY_TOKEN": str(self.folder / "fault")}
        self.tool("softhsm2-util", "--init-token", "--free", "--label", name, "--pin", PIN, "--so-pin", "87654321")

    def tool(self, *words):
        done = subprocess.run(words, env={**self.plain, "GNUTLS_PIN": PIN}, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0 or "No matching objects found" in done.stderr, done.stderr
        return done.stdout

    def fail(self, how=""):
        """From now on it fails so; see faulty_token.c."""
        (self.folder / "fault").write_text(how)

    def pull_out(self):
        self.tokens.rename(self.folder / "away")

    def put_back(self):
        (self.folder / "away").rename(self.tokens)

    def keys(self):
        """How many private keys are on it."""
        return self.tool("p11tool", "--batch", "--login", "--list-privkeys", self.url).count("Type: Private key")

    def objects(self):
        return self.tool("p11tool", "--batch", "--login", "--list-all", self.url).count("Object ")
