"""A real Jami daemon, driven over a private D-Bus. Everything stays in the network namespace of the caller, which has
nothing but `lo`: a DHT node of our own stands in for the network, and what would ask a server asks the discard port."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import dbus
import dbus.bus

JAMID = "/usr/libexec/jamid"
DHT_PORT = 4222

# No service activation: a bus that may start jamid by itself would start one that we do not know of.
BUS_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <policy context="default"><allow send_destination="*"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
"""

LOOPBACK = {
    "Account.hostname": f"127.0.0.1:{DHT_PORT}",
    "Account.bootstrapListUrl": "http://127.0.0.1:9/",
    "Account.peerDiscovery": "false",
    "Account.accountDiscovery": "false",
    "Account.accountPublish": "false",
    "Account.proxyEnabled": "false",
    "Account.proxyServer": "",
    "Account.dhtProxyListUrl": "",
    "Account.upnpEnabled": "false",
    "RingNS.uri": "http://127.0.0.1:9",
    "STUN.enable": "false",
    "TURN.enable": "false",
    "TURN.server": "127.0.0.1",
}

SIGNATURES = {
    "addAccount": "a{ss}", "getAccountList": "", "getAccountDetails": "s", "getVolatileAccountDetails": "s",
    "setAccountDetails": "sa{ss}", "exportToFile": "sss", "changeAccountPassword": "sss", "revokeDevice": "sss",
    "getKnownRingDevices": "s", "addContact": "ss", "removeContact": "ssb", "getContacts": "s",
    "sendTrustRequest": "ssay", "acceptTrustRequest": "ss", "getTrustRequests": "s",
}


class JamidError(Exception):
    """jamid refused, or did not do in time, what was asked."""


def plain(value):
    """A D-Bus value as plain Python."""
    if isinstance(value, dbus.Boolean):
        return bool(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


def until(what, seconds, ask):
    """Asks again until the answer is true, and returns it."""
    end = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > end:
            raise JamidError(f"{what}: not within {seconds:g} s")
        time.sleep(0.1)


def end_process(process):
    for send in (signal.SIGTERM, signal.SIGKILL):
        if process is None or process.poll() is not None:
            return
        process.send_signal(send)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            continue


class DHTNode:
    """The one node that every jamid here begins with."""

    def __init__(self, folder):
        with open(Path(folder) / "dhtnode.log", "wb") as log:
            self.process = subprocess.Popen(["dhtnode", "-s", "-p", str(DHT_PORT)], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)

    def stop(self):
        end_process(self.process)


class Jamid:
    """One device: a home, a bus and a jamid of its own, with at most one account."""

    def __init__(self, folder, name):
        self.name = name
        self.folder = Path(folder) / name
        self.jamid = self.bus_daemon = self.connection = None
        self.account = None
        for part in ("home", "run", "tmp"):
            (self.folder / part).mkdir(parents=True, mode=0o700)
        self.start()

    # life

    def environment(self):
        home = self.folder / "home"
        # Built from nothing: no proxy, no bus and no sound server of the caller's comes in.
        return {
            "HOME": str(home), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "USER": "root",
            "XDG_CONFIG_HOME": str(home / ".config"), "XDG_DATA_HOME": str(home / ".local/share"),
            "XDG_CACHE_HOME": str(home / ".cache"), "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "TMPDIR": str(self.folder / "tmp"), "PULSE_SERVER": "none",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.folder / 'bus'}",
        }

    def spawn(self, *words):
        with open(self.folder / "log", "ab") as log:
            return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment())

    def start(self):
        socket = self.folder / "bus"
        socket.unlink(missing_ok=True)
        configuration = self.folder / "bus.conf"
        configuration.write_text(BUS_CONFIGURATION.format(socket=socket))
        self.bus_daemon = self.spawn("dbus-daemon", f"--config-file={configuration}", "--nofork")
        until("the bus", 20, socket.exists)
        self.jamid = self.spawn(JAMID, "-c", "-d", "-p")
        until("jamid", 60, self.answers)
        if self.account:
            self.settle()

    def answers(self):
        if self.jamid.poll() is not None:
            raise JamidError(f"jamid ended with {self.jamid.returncode}, see {self.folder / 'log'}")
        try:
            if self.connection is None:
                self.connection = dbus.bus.BusConnection(f"unix:path={self.folder / 'bus'}")
            self.call("getAccountList")
            return True
        except dbus.DBusException:
            return False

    def stop(self):
        end_process(self.jamid)
        if self.connection is not None:
            self.connection.close()
            self.connection = None
        end_process(self.bus_daemon)

    def restart(self):
        """A successful import proves little: only a restart shows certificates that jamid will not live with."""
        self.stop()
        self.start()
        return self.state()

    def destroy(self):
        if self.jamid is not None:
            self.jamid.kill()  # nothing of it is needed any more, and its own way out takes seconds
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def call(self, method, *arguments):
        proxy = self.connection.get_object("cx.ring.Ring", "/cx/ring/Ring/ConfigurationManager", introspect=False)
        function = proxy.get_dbus_method(method, dbus_interface="cx.ring.Ring.ConfigurationManager")
        return plain(function(*arguments, signature=SIGNATURES[method], timeout=120))

    # account

    def create(self, password="", name=""):
        return self.add({"Account.archivePassword": password, "Account.displayName": name})

    def restore(self, path, password=""):
        """Imports an archive; raises `JamidError` where jamid refuses it."""
        return self.add({"Account.archivePath": os.path.abspath(path), "Account.archivePassword": password})

    def add(self, details):
        self.account = account = self.call("addAccount", {"Account.type": "RING", "Account.alias": self.name,
                                                          **LOOPBACK, **details})

        def made():
            if self.jamid.poll() is not None:
                raise JamidError(f"jamid crashed: status {self.jamid.returncode}")
            if account not in self.call("getAccountList"):
                self.account = None
                raise JamidError("jamid did not take the account")
            known = self.details().get("Account.username")
            return known and self.state() not in ("INITIALIZING", "ERROR_GENERIC")

        until("the account", 120, made)
        # An archive carries the settings of where it was made over ours: put these back.
        self.call("setAccountDetails", account, {**self.details(), **LOOPBACK})
        self.settle()
        return self.jami_id()

    def settle(self):
        """Until the account is on the DHT, or will never be."""
        def settled():
            return self.state().startswith("ERROR") or self.volatile().get("Account.deviceAnnounced") == "true"

        until(f"{self.name} on the DHT", 90, settled)

    def details(self):
        return self.call("getAccountDetails", self.account)

    def volatile(self):
        return self.call("getVolatileAccountDetails", self.account)

    def state(self):
        return self.volatile()["Account.registrationStatus"]

    def jami_id(self):
        return self.details()["Account.username"]

    def device_id(self):
        return self.volatile()["Account.deviceID"]

    def display_name(self):
        return self.details()["Account.displayName"]

    def has_password(self):
        return self.details()["Account.archiveHasPassword"] == "true"

    def export(self, path, password=""):
        if not self.call("exportToFile", self.account, os.path.abspath(path), password):
            raise JamidError("exportToFile was refused")
        return path

    def change_password(self, old, new):
        if not self.call("changeAccountPassword", self.account, old, new):
            raise JamidError("changeAccountPassword was refused")

    def devices(self):
        return self.call("getKnownRingDevices", self.account)

    def revoke(self, device, password=""):
        """Returns when jamid has taken the device off its list; there is no other sign without a signal."""
        until("the device to revoke", 60, lambda: device in self.devices())
        self.call("revokeDevice", self.account, password, device)
        until("the revocation", 60, lambda: device not in self.devices())

    # contacts

    def add_contact(self, identifier):
        self.call("addContact", self.account, identifier)

    def remove_contact(self, identifier, ban=False):
        self.call("removeContact", self.account, identifier, ban)

    def contacts(self):
        """Jami ID -> (state, confirmed); jamid does not list removed ones."""
        found = {}
        for entry in self.call("getContacts", self.account):
            state = "blocked" if entry.get("banned") == "true" else "active"
            found[entry["id"]] = (state, entry.get("confirmed") == "true")
        return found

    def befriend(self, other):
        """A contact that is confirmed on both sides."""
        self.call("sendTrustRequest", self.account, other.jami_id(), dbus.ByteArray(b""))
        until("the contact request", 60,
              lambda: self.jami_id() in [r["from"] for r in other.call("getTrustRequests", other.account)])
        other.call("acceptTrustRequest", other.account, self.jami_id())
        until("the confirmation", 60, lambda: self.contacts().get(other.jami_id(), ("", False))[1])
