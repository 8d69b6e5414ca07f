"""signet daemon stop|status, and how the daemon starts, ends and keeps its place"""

import json
import os
import signal
import socket
import stat
import subprocess
import time

import pytest
from conftest import BINARIES, PASSWORD, Home

from Harness import processes

SIGNETD = str(BINARIES / "signetd")


def ask(path, request="GET /v1/status HTTP/1.1\r\nHost: signet\r\nConnection: close\r\n\r\n"):
    """One request over the socket, as curl --unix-socket would send it."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(20)
        connection.connect(str(path))
        connection.sendall(request.encode())
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer.decode()


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


@pytest.fixture
def socket_path(empty):
    return empty.home / "signetd.sock"


def test_a_command_that_needs_the_daemon_starts_it(empty, socket_path):
    assert empty.ok("daemon", "status")["running"] is False
    empty.ok("account", "list")
    answer = empty.ok("daemon", "status")
    assert answer["running"] is True
    assert answer["processId"] == empty.daemon()
    assert stat.S_IMODE(socket_path.stat().st_mode) == 0o600
    assert stat.S_IMODE(empty.home.stat().st_mode) == 0o700


def test_it_has_a_session_of_its_own_and_no_streams_of_ours(empty):
    empty.ok("account", "list")
    daemon = empty.daemon()
    assert os.getsid(daemon) == daemon
    for descriptor in (0, 1, 2):
        assert os.readlink(f"/proc/{daemon}/fd/{descriptor}") == "/dev/null"


def test_ten_commands_at_once_start_one_daemon(empty):
    running = [empty.start("account", "list") for _ in range(10)]
    for process in running:
        assert empty.finish(process).json == {"accounts": []}
    assert len(processes.daemons_of(empty.home)) == 1


def test_stopping_waits_until_it_is_gone(empty, socket_path):
    empty.ok("account", "list")
    daemon = empty.daemon()
    assert empty.ok("daemon", "stop") == {"running": False, "wasRunning": True}
    assert not socket_path.exists()
    wait_for(lambda: not processes.alive(daemon))
    assert empty.ok("daemon", "stop") == {"running": False, "wasRunning": False}


def test_a_second_daemon_is_refused(empty):
    empty.ok("account", "list")
    first = empty.daemon()
    second = subprocess.run([SIGNETD, "--home", str(empty.home)], capture_output=True, text=True, timeout=30,
                            stdin=subprocess.DEVNULL, env=empty.environment)
    assert second.returncode == 2
    assert "another daemon" in second.stderr
    # The one that runs has lost nothing.
    assert empty.ok("daemon", "status")["processId"] == first


def test_a_socket_that_a_killed_daemon_left_is_no_hindrance(empty, socket_path):
    empty.ok("account", "list")
    daemon = empty.daemon()
    os.kill(daemon, signal.SIGKILL)
    processes.wait_gone([daemon])
    assert socket_path.exists()
    assert empty.ok("daemon", "status")["running"] is False
    assert empty.ok("account", "list") == {"accounts": []}
    assert empty.daemon() != daemon


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(empty, socket_path, number):
    daemon = subprocess.Popen([SIGNETD, "--home", str(empty.home)], env=empty.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(socket_path.exists)
    wait_for(lambda: empty.ok("daemon", "status")["running"])
    daemon.send_signal(number)
    assert daemon.wait(20) == 0
    assert not socket_path.exists()


def test_a_signal_while_an_account_is_made_leaves_none_or_a_whole_one(empty):
    running = empty.start("account", "create", "--name", "Ada", new=PASSWORD)
    wait_for(lambda: empty.daemon() and processes.children_of(empty.daemon()))
    os.kill(empty.daemon(), signal.SIGTERM)
    answer = empty.finish(running)
    accounts = empty.ok("account", "list")["accounts"]
    assert len(accounts) == (1 if answer.status == 0 else 0)
    assert empty.stray_files() == []


def test_plain_http_over_the_socket_works(empty, socket_path):
    empty.ok("account", "list")
    answer = ask(socket_path)
    assert answer.startswith("HTTP/1.1 200")
    assert json.loads(answer[answer.index("{"):answer.rindex("}") + 1])["accounts"] == 0
    assert ask(socket_path, "GET /v2/nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").startswith("HTTP/1.1 404")


def test_a_home_whose_socket_path_is_too_long_is_told():
    with Home() as home:
        home.home = home.folder / ("x" * 120)
        answer = home.run("account", "list")
        assert (answer.status, answer.code) == (1, "socketPathTooLong")
        assert "--home" in answer.json["error"]["hint"]


def test_the_standard_folders_are_those_of_the_xdg_specification(empty):
    environment = {**empty.environment, "XDG_DATA_HOME": str(empty.folder / "data"),
                   "XDG_RUNTIME_DIR": str(empty.folder / "run")}
    (empty.folder / "run").mkdir(mode=0o700)

    def run(*words):
        return subprocess.run([str(BINARIES / "signet"), *words], env=environment, check=True, capture_output=True)

    try:
        run("account", "list")
        assert (empty.folder / "run" / "signet" / "signetd.sock").is_socket()
        assert (empty.folder / "data" / "signet" / "signetd.lock").exists()
    finally:
        run("daemon", "stop")


# What systemd does for a socket unit: it listens, and hands the descriptor over as number 3.
ACTIVATOR = """
import os, socket, sys
path, program, home = sys.argv[1:]
listening = socket.socket(socket.AF_UNIX)
listening.bind(path)
listening.listen(16)
os.dup2(listening.fileno(), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(program, [program, "--home", home])
"""


def test_a_socket_that_systemd_hands_over_is_used_and_left_in_place(empty, socket_path):
    empty.home.mkdir(mode=0o700)
    daemon = subprocess.Popen(["/usr/bin/python3", "-c", ACTIVATOR, str(socket_path), SIGNETD, str(empty.home)],
                              env=empty.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    wait_for(socket_path.exists)
    # It may come before the daemon is ready: the connection waits in the socket's queue.
    assert ask(socket_path).startswith("HTTP/1.1 200")
    assert empty.ok("daemon", "status")["processId"] == daemon.pid
    daemon.terminate()
    assert daemon.wait(20) == 0
    assert socket_path.exists(), "the file is systemd's, not ours"
    socket_path.unlink()
