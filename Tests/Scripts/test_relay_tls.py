"""A relay that speaks TLS, as other implementations see it: curl, openssl, gnutls-cli; and two relays with each other."""

import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from Harness.relay import PROGRAM, Relay, missing_relay, packet  # noqa: E402
from Harness.signet import FIXTURES  # noqa: E402

TLS = FIXTURES / "tls"

pytestmark = [
    pytest.mark.skipif(bool(missing_relay()), reason="signet-relay is not built"),
    pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl"),
]


def key_of(name, folder, mode=0o600):
    """A copy of a key that only we may read: a clone's files are for everybody."""
    copy = Path(folder) / f"{name}-key.pem"
    copy.write_bytes((TLS / f"{name}-key.pem").read_bytes())
    copy.chmod(mode)
    return str(copy)


class SecureRelay(Relay):
    def __init__(self, folder, *options, name="relay"):
        super().__init__("--tls-certificate", str(TLS / f"{name}.pem"), "--tls-key", key_of(name, folder), *options)

    @property
    def url(self):
        return f"https://{self.host}:{self.port}"

    def curl(self, path, body=None, *words):
        return super().curl(path, body, "--cacert", str(TLS / "authority.pem"), *words)


@pytest.fixture
def relay(tmp_path):
    with SecureRelay(tmp_path) as relay:
        yield relay


def run(*words, input=b"", seconds=20):
    return subprocess.run(words, input=input, capture_output=True, timeout=seconds)


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.05)


def started(*options):
    """Exit status and log of a relay that is to end by itself."""
    done = subprocess.run([str(PROGRAM), "--listen", "127.0.0.1:0", "--store", "sqlite:/nowhere/at/all", *options],
                          capture_output=True, text=True, timeout=30)
    return done.returncode, done.stderr


def test_packets_go_in_and_out_over_tls(relay):
    packets = [packet("bob", "x" * size) for size in (1, 1000, 20_000, 900_000)]
    for each in packets:
        assert relay.curl("/send", each) == (200, "{}")
    assert relay.ask("/fetch", {"recipient": "bob"}) == {"messages": packets}


def test_many_requests_share_a_connection(relay):
    words = ["curl", "-sS", "--cacert", str(TLS / "authority.pem"), "-o", "/dev/null", "-w", "%{num_connects}\n"]
    done = run(*words, *[f"{relay.url}/status"] * 5)
    assert done.returncode == 0, done.stderr
    # One `-o` is for one URL; the bodies of the others are in between.
    assert done.stdout.count(b"1\n") == 1


@pytest.mark.parametrize("name, words", [
    ("relay", []), ("other-name", ["--cacert", "authority"]), ("out-of-date", ["--cacert", "authority"]),
    ("untrusted", ["--cacert", "authority"]),
])
def test_curl_refuses_what_it_should(tmp_path, name, words):
    with SecureRelay(tmp_path, name=name) as relay:
        words = [str(TLS / "authority.pem") if word == "authority" else word for word in words]
        assert run("curl", "-sS", *words, f"{relay.url}/status").returncode == 60


@pytest.mark.skipif(not shutil.which("openssl"), reason="there is no openssl")
@pytest.mark.parametrize("version, works", [("-tls1_3", True), ("-tls1_2", True), ("-tls1_1", False), ("-tls1", False)])
def test_openssl_gets_in_with_1_2_and_later_only(relay, version, works):
    request = b"GET /status HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    # SECLEVEL=0: else it would not even offer the old ones.
    done = run("openssl", "s_client", "-connect", f"{relay.host}:{relay.port}", "-CAfile", str(TLS / "authority.pem"),
               "-verify_return_error", "-cipher", "DEFAULT:@SECLEVEL=0", "-alpn", "h2,http/1.1", "-ign_eof", "-quiet",
               version, input=request)
    assert (b'"software":"signet-relay"' in done.stdout) == works, done.stderr
    if not works:
        assert b"alert protocol version" in done.stderr, done.stderr


@pytest.mark.skipif(not shutil.which("openssl"), reason="there is no openssl")
def test_the_protocol_http_1_1_is_agreed_upon(relay):
    done = run("openssl", "s_client", "-connect", f"{relay.host}:{relay.port}", "-CAfile", str(TLS / "authority.pem"),
               "-alpn", "h2,http/1.1")
    assert b"ALPN protocol: http/1.1" in done.stdout


@pytest.mark.skipif(not shutil.which("gnutls-cli"), reason="there is no gnutls-cli")
@pytest.mark.parametrize("priority, works", [("NORMAL", True), ("NORMAL:-VERS-ALL:+VERS-TLS1.2", True),
                                             ("NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT", False)])
def test_gnutls_gets_in_with_1_2_and_later_only(relay, priority, works):
    client = subprocess.Popen(["gnutls-cli", "--x509cafile", str(TLS / "authority.pem"), "--priority", priority, "-p",
                               str(relay.port), relay.host], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
    try:
        client.stdin.write(b"GET /status HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        client.stdin.flush()  # and left open: its end would end the connection
        text = client.stdout.read()
        assert (b"signet-relay" in text) == works, text
    finally:
        client.kill()
        client.communicate()


def test_plain_http_and_junk_get_no_answer_and_do_no_harm(relay):
    for junk in (b"GET /status HTTP/1.1\r\nHost: a\r\n\r\n", os.urandom(3000), b"\x16\x03\x01\xff\xff" + b"x" * 70_000):
        with socket.create_connection((relay.host, relay.port), 20) as each:
            try:
                each.sendall(junk)
                answer = each.recv(1000)
                assert answer == b"" or answer[0] == 21  # an alert
            except ConnectionError:
                pass
    assert relay.ask("/status")["health"] == "ok"


def test_a_client_that_never_finishes_its_handshake_is_let_go(relay):
    with socket.create_connection((relay.host, relay.port), 30) as each:
        each.sendall(b"\x16")
        begin = time.monotonic()
        assert each.recv(100) == b"" or each.recv(100) == b""
        assert time.monotonic() - begin < 25


def test_the_end_of_a_connection_is_announced(relay):
    context = ssl.create_default_context(cafile=str(TLS / "authority.pem"))
    with socket.create_connection((relay.host, relay.port), 20) as raw:
        with context.wrap_socket(raw, server_hostname="localhost", suppress_ragged_eofs=False) as each:
            each.sendall(b"GET /status HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            answer = b""
            while piece := each.recv(1000):
                answer += piece
    assert answer.startswith(b"HTTP/1.1 200")


def test_relays_sync_over_tls(tmp_path):
    trust = ["--tls-authorities", str(TLS / "authority.pem"), "--sync-interval", "1", "--server-sync-interval", "2"]
    with SecureRelay(tmp_path, *trust) as first, SecureRelay(tmp_path, *trust, "--peer", first.url) as second:
        early = packet("bob", "pushed")
        known = lambda relay: relay.ask("/sync/servers", {"servers": []})["servers"]  # noqa: E731
        wait_for(lambda: known(second) == [{"ip": "127.0.0.1", "port": str(first.port)}])
        # Nobody told the first one that the second speaks TLS.
        wait_for(lambda: known(first) == [{"ip": "127.0.0.1", "port": str(second.port)}])
        first.ask("/send", early)
        wait_for(lambda: second.ask("/fetch", {"recipient": "bob"}) == {"messages": [early]})
        back = packet("alice", "back")
        second.ask("/send", back)
        wait_for(lambda: first.ask("/fetch", {"recipient": "alice"}) == {"messages": [back]})


@pytest.mark.parametrize("name", ["other-name", "out-of-date", "untrusted"])
def test_a_peer_that_is_not_who_it_is_to_be_is_not_used(tmp_path, name):
    trust = ["--tls-authorities", str(TLS / "authority.pem"), "--sync-interval", "1"]
    with SecureRelay(tmp_path, name=name) as false, Relay(*trust, "--peer", false.url) as relay:
        time.sleep(3)
        relay.ask("/send", packet("bob", "hello"))
        time.sleep(2)
        assert relay.ask("/sync/servers", {"servers": []}) == {"servers": []}
        assert "bob" not in false.curl("/fetch", {"recipient": "bob"}, "-k")[1]


def test_files_that_cannot_be_used_are_told_at_the_start(tmp_path):
    certificate, key = str(TLS / "relay.pem"), key_of("relay", tmp_path)
    locked = tmp_path / "locked.pem"
    locked.write_bytes((TLS / "relay-key-locked.pem").read_bytes())
    locked.chmod(0o600)
    junk = tmp_path / "junk.pem"
    junk.write_text("junk")
    junk.chmod(0o600)
    for chain, secret, word in [
        ("/nowhere/chain.pem", key, "/nowhere/chain.pem"),
        (certificate, "/nowhere/key.pem", "/nowhere/key.pem"),
        (certificate, key_of("untrusted", tmp_path), "it is not the key of the certificate"),
        (certificate, key_of("other-name", tmp_path, 0o644), "everybody on this machine may read the key"),
        (certificate, str(locked), "it is locked with a password of its own"),
        (certificate, str(junk), "the TLS key could not be read"),
        (str(junk), key, "the TLS certificate could not be read"),
        (str(tmp_path), key, "is not a plain file"),
    ]:
        status, log = started("--tls-certificate", chain, "--tls-key", secret)
        assert status == 1 and word in log, log
        assert "BEGIN" not in log
    status, log = started("--tls-authorities", str(junk))
    assert status == 1 and "the trusted authorities could not be read" in log
    for half in (["--tls-certificate", certificate], ["--tls-key", key]):
        status, log = started(*half)
        assert status == 64 and "--tls-certificate and --tls-key go together" in log
    status, log = started("--peer", "ftp://a:1")
    assert status == 64 and "is no relay's address" in log


def test_what_is_about_to_go_wrong_is_in_the_log(tmp_path):
    link = tmp_path / "link.pem"
    link.symlink_to(TLS / "out-of-date.pem")  # as the tools that renew certificates have it
    with Relay("--tls-certificate", str(link), "--tls-key", key_of("out-of-date", tmp_path, 0o640)) as relay:
        log = (relay.folder / "log").read_text()
        assert "the TLS certificate is out of date" in log
        assert "the group of the TLS key's file may read it" in log
        assert json.loads(run("curl", "-sSk", f"https://127.0.0.1:{relay.port}/status").stdout)["health"] == "ok"
