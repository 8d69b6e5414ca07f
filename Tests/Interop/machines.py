"""Machines of a test's own: network namespaces joined by a bridge. They are there as long as this process has them
open, and go with it, however it ends."""

import contextlib
import ctypes
import os
import socket
import subprocess
import threading
import time

NEW_NETWORK = 0x40000000  # CLONE_NEWNET
ALL_FRAMES = 3  # ETH_P_ALL
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

    @contextlib.contextmanager
    def overheard(self, *words):
        """Counts the frames on the cable that hold each of these words, in a dictionary that is right at the end."""
        counts = dict.fromkeys(words, 0)
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_FRAMES)) as ear:
            ear.bind((self.link, 0))
            ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 << 20)
            ear.settimeout(0.2)
            is_over = threading.Event()
            listener = threading.Thread(target=listen, args=(ear, counts, is_over), daemon=True)
            listener.start()
            try:
                yield counts
            finally:
                is_over.set()
                listener.join()


def listen(ear, counts, is_over):
    while not is_over.is_set():
        try:
            frame = ear.recv(1 << 17)
        except TimeoutError:
            continue
        except OSError:  # the cable was pulled
            time.sleep(0.05)
            continue
        for word in counts:
            counts[word] += word in frame


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
