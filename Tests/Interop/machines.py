"""Machines of a test's own: network namespaces joined by a bridge. They are there as long as this process has them
open, and go with it, however it ends."""

import contextlib
import ctypes
import os
import subprocess
import threading
from pathlib import Path

NEW_NETWORK = 0x40000000  # CLONE_NEWNET
BRIDGE = "mesh"
LIBC = ctypes.CDLL(None, use_errno=True)


def call(name, *arguments):
    if getattr(LIBC, name)(*arguments):
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def this_namespace():
    """A descriptor of the calling thread's network namespace."""
    return os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)


class Machine:
    """One namespace with an address on the bridge. Whoever is `inside` opens sockets there, and so do the processes
    that are started then."""

    def __init__(self, number):
        # Each in a /24 of its own: to a relay that is one household.
        self.address = f"10.83.{number}.1"
        self.link = f"m{number}"
        outside = this_namespace()
        try:
            call("unshare", NEW_NETWORK)
            self.namespace = this_namespace()
            ip("link", "set", "lo", "up")
        finally:
            call("setns", outside, NEW_NETWORK)
            os.close(outside)
        ip("link", "add", self.link, "type", "veth", "peer", "name", "eth0",
           "netns", f"/proc/{os.getpid()}/fd/{self.namespace}")
        ip("link", "set", self.link, "master", BRIDGE, "up")
        with self.inside():
            ip("address", "add", f"{self.address}/16", "dev", "eth0")
            ip("link", "set", "eth0", "up")

    @contextlib.contextmanager
    def inside(self):
        """For the calling thread."""
        outside = this_namespace()
        call("setns", self.namespace, NEW_NETWORK)
        try:
            yield
        finally:
            call("setns", outside, NEW_NETWORK)
            os.close(outside)

    def cut_off(self):
        """Pulls the cable."""
        ip("link", "set", self.link, "down")

    def join(self):
        ip("link", "set", self.link, "up")

    def received(self):
        """Bytes that came over the cable so far."""
        for line in Path("/proc/thread-self/net/dev").read_text().splitlines():
            name, _, counts = line.partition(":")
            if name.strip() == self.link:
                return int(counts.split()[8])
        raise OSError(f"{self.link} is not there")


class Network:
    """The bridge. The namespace that it is made in is on it too, as one more machine."""

    def __init__(self):
        self.lock = threading.Lock()
        self.count = 0
        ip("link", "add", BRIDGE, "type", "bridge")
        ip("address", "add", "10.83.0.1/16", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")

    def machine(self):
        with self.lock:
            self.count += 1
            return Machine(self.count)
