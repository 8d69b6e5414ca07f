"""What holds for every command: help, usage errors, JSON, completions."""

import json
import subprocess

import pytest
from conftest import BINARIES

SIGNET = str(BINARIES / "signet")


def describe(command, words):
    yield words, command
    for child in command.get("subcommands", []):
        if child["commandName"] != "help":
            yield from describe(child, [*words, child["commandName"]])


def all_commands():
    try:
        said = subprocess.run([SIGNET, "--experimental-dump-help"], capture_output=True, text=True)
    except FileNotFoundError:
        return []
    return list(describe(json.loads(said.stdout)["command"], []))


COMMANDS = all_commands()
LEAVES = [(words, command) for words, command in COMMANDS if "subcommands" not in command]


def run(*words, **options):
    return subprocess.run([SIGNET, *words], capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          start_new_session=True, timeout=60, **options)


def test_the_commands_are_those_that_scripts_depend_on():
    assert {" ".join(words) for words, _ in LEAVES} >= {
        "account create", "account list", "account show", "account password", "account forget", "backup create",
        "backup verify", "backup inspect", "backup password", "backup restore", "device list", "device rename",
        "device renew", "status", "lock", "doctor", "log", "history", "daemon stop", "daemon status", "demo", "key list",
        "key make", "unlock", "contact add", "contact list", "contact show", "contact verify", "contact block",
        "contact unblock", "contact remove", "contact rename", "invite", "send", "inbox", "watch", "edit", "delete",
        "react", "channel create", "channel list", "channel show", "channel add", "channel remove", "channel rename",
        "relay add", "relay list", "relay remove", "relay status", "packet seal", "packet open", "packet inspect",
        "recovery make", "recovery rehearse", "recovery status", "recover", "forecast"}


@pytest.mark.parametrize("words, command", COMMANDS, ids=[" ".join(words) or "signet" for words, _ in COMMANDS])
def test_help_has_a_sentence_a_description_and_examples(words, command):
    assert command["abstract"].endswith(".")
    description, _, examples = command["discussion"].partition("Examples:\n")
    assert description.strip()
    assert f"$ signet {' '.join(words)}".strip() in examples
    shown = run(*words, "--help")
    assert (shown.returncode, shown.stderr) == (0, "")


@pytest.mark.parametrize("words, command", LEAVES, ids=[" ".join(words) for words, _ in LEAVES])
def test_every_command_takes_json_and_home_and_explains_each_option(words, command):
    names = {name["name"] for argument in command["arguments"] for name in argument.get("names", [])}
    assert {"json", "home"} <= names
    for argument in command["arguments"]:
        assert argument.get("abstract"), f"{argument['valueName']} has no explanation"


@pytest.mark.parametrize("words, command", LEAVES, ids=[" ".join(words) for words, _ in LEAVES])
def test_a_wrong_command_line_is_told_in_json_and_ends_with_64(words, command):
    wrong = run(*words, "--json", "--no-such-option")
    assert wrong.returncode == 64
    assert wrong.stderr == ""
    error = json.loads(wrong.stdout)["error"]
    assert error["code"] == "usage"
    assert error["hint"].startswith("usage: signet")


def test_a_wrong_command_line_is_told_to_people():
    wrong = run("backup", "inspect")
    assert (wrong.returncode, wrong.stdout) == (64, "")
    reason, hint = wrong.stderr.splitlines()
    assert reason == "signet: missing expected argument '<file>' [usage]"
    assert hint.startswith("hint: usage: signet backup inspect <file>")


def test_home_can_come_from_the_environment(tmp_path):
    said = run("daemon", "status", "--json", env={"SIGNET_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"})
    assert json.loads(said.stdout)["home"] == str(tmp_path)
    said = run("daemon", "status", "--json", "--home", "/elsewhere", env={"SIGNET_HOME": str(tmp_path)})
    assert json.loads(said.stdout)["home"] == "/elsewhere"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_are_completions(shell, tmp_path):
    script = run("--generate-completion-script", shell)
    assert script.returncode == 0
    assert "signet" in script.stdout
    if shell == "bash":
        assert subprocess.run(["bash", "-n"], input=script.stdout, text=True).returncode == 0


def test_data_that_nobody_reads_is_a_failure():
    with open("/dev/full", "w") as full:
        done = subprocess.run([SIGNET, "daemon", "status", "--home", "/nowhere"], stdout=full)
    assert done.returncode == 1
