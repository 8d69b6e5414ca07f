"""signet send: what is sent arrives, verified, in both directions"""

import hashlib
import subprocess

import pytest
from conftest import BINARIES


def test_messages_go_both_ways_and_are_verified(friends):
    ada, bob = friends.ada, friends.bob
    sent = ada.ok("send", "Bob", "hello", "Bob", "--wait", "60")
    assert (sent["type"], sent["packets"], sent["state"]) == ("MESSAGE", 1, "confirmed")
    got = bob.message("hello Bob")
    assert (got["id"], got["channel"], got["from"], got["fromName"]) == (sent["id"], sent["channel"], ada.id, "Ada")
    assert got["verified"] is True and got["own"] is False and got["contact"] == "active"
    bob.ok("send", ada.id, "hello Ada")
    assert ada.message("hello Ada")["conversation"] == bob.id
    both = [(message["own"], message.get("text")) for message in ada.inbox("--with", "Bob")]
    assert {(True, "hello Bob"), (False, "hello Ada")} <= set(both)


def test_a_text_comes_from_standard_input_whole(friends):
    text = "two\nlines\twith é and 👋🏽\n"
    assert friends.ada.text("send", "Bob", "-", input=text + "\n").status == 0
    assert friends.bob.message(text)["verified"]


def test_the_longest_text_goes_and_one_byte_more_does_not(friends):
    longest = "x" * (256 * 1024)
    assert friends.ada.text("send", "Bob", "-", "--json", input=longest).status == 0
    friends.bob.message(longest)
    longer = friends.ada.text("send", "Bob", "-", "--json", input=longest + "y")
    assert (longer.status, longer.code) == (1, "textRefused")


@pytest.mark.parametrize("words", [["send", "Bob"], ["send", "Bob", "x", "--file", "a"], ["send", "Bob", "x", "--image"],
                                   ["send", "Bob", "x", "--url", "https://e.x/a"], ["send", "Bob", "x", "--wait", "-1"],
                                   ["send", "Bob", "x", "--file", "a", "--url", "file:///etc/passwd"],
                                   ["send", "Bob", "x", "--file", "a", "--url", "https://e.x/a#b"]])
def test_a_command_line_that_makes_no_message_is_refused(friends, words):
    friends.ada.refused(64, "usage", *words)


def test_nothing_is_left_of_a_message_that_cannot_be_sent(friends):
    ada = friends.ada
    before = ada.inbox("--with", "Bob")
    ada.refused(1, "contactNotFound", "send", "Nobody", "hello")
    ada.refused(1, "fileNotFound", "send", "Bob", "see", "--file", "no-such-file", "--url", "https://example.net/a")
    ada.refused(1, "textRefused", "send", "Bob", "")
    assert [message["id"] for message in ada.inbox("--with", "Bob")] == [message["id"] for message in before]


def test_what_is_wrong_with_a_text_is_told_in_these_words(friends):
    def said(words, input=b""):
        done = subprocess.run([str(BINARIES / "signet"), "send", "Bob", *words, "--home", str(friends.ada.home)],
                              input=input, capture_output=True, timeout=60)
        assert (done.returncode, done.stdout) == (1, b"")
        return done.stderr.decode()

    assert said(["-"]) == "signet: there is no text to send [textRefused]\n"
    assert said(["-"], b"\xff") == "signet: the text is not UTF-8 [textRefused]\n"
    assert said(["-"], b"x" * 262145) == "signet: the text has more than 262144 bytes [textRefused]\n"
    assert said(["x", "--file", "/no/such", "--url", "https://e.x/a"]) == (
        "signet: opening /no/such failed: No such file or directory [fileNotFound]\n")


def test_a_file_is_a_link_with_its_digest(friends):
    ada, bob = friends.ada, friends.bob
    path = ada.folder / "plan [1].pdf"
    path.write_bytes(bytes(range(256)) * 9000)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    sent = ada.ok("send", "Bob", "Look:", "--file", str(path), "--url", "https://example.net/p.pdf", "--image")
    got = bob.message(f"Look:\n![plan \\[1\\].pdf](https://example.net/p.pdf#sha256={digest})")
    assert got["id"] == sent["id"]
    assert got["files"] == [{"name": "plan [1].pdf", "url": f"https://example.net/p.pdf#sha256={digest}", "image": True,
                             "sha256": digest}]


def test_a_message_to_oneself_is_a_note(friends):
    ada = friends.ada
    ada.ok("send", ada.id, "buy milk")
    assert [(m["text"], m["own"]) for m in ada.inbox("--with", ada.id)] == [("buy milk", True)]


def test_people_are_told_the_id_and_how_far_it_is(friends):
    said = friends.ada.text("send", "Bob", "to be read by people")
    facts = dict(line.split(None, 1) for line in said.out.splitlines())
    assert set(facts) == {"message", "state", "packets"}
    assert friends.bob.message("to be read by people")["id"] == facts["message"]
