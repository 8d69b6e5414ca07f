"""signet inbox: what it shows, what it marks as read, and what it never lets through to a terminal"""

import pytest

KEYS = {"id", "number", "change", "from", "own", "conversation", "channel", "type", "text", "files", "timestamp",
        "receivedAt", "verified", "contact", "notes", "edited", "deleted", "contested", "read", "reactions"}


def test_it_has_the_shape_that_scripts_depend_on(friends):
    friends.bob.ok("send", "Ada", "for the shape")
    message = friends.ada.message("for the shape")
    assert KEYS <= set(message)
    assert message["type"] == "MESSAGE" and message["timestamp"].endswith("Z")
    answer = friends.ada.ok("inbox", "--keep-unread")
    assert {"messages", "refused", "heldBack", "pending", "fetched"} <= set(answer)
    assert all(relay["ok"] for relay in answer["fetched"]["relays"]) and "fetchError" not in answer
    assert "fetched" not in friends.ada.ok("inbox", "--offline", "--keep-unread")


def test_what_was_shown_is_read_and_nothing_else(friends):
    ada, bob = friends.ada, friends.bob
    ada.ok("inbox", "--limit", "1000")
    assert ada.inbox("--unread") == []
    for text in ("first", "second", "third"):
        bob.ok("send", "Ada", text)
        ada.message(text)
    unread = ada.inbox("--unread", "--keep-unread")
    assert [message.get("text") for message in unread] == ["first", "second", "third"]
    assert ada.ok("status")["unread"] == 3
    # The newest alone was shown: the two before it must not be lost from sight.
    assert [message.get("text") for message in ada.inbox("--limit", "1")] == ["third"]
    assert ada.ok("status")["unread"] == 3
    ada.ok("inbox", "--unread")
    assert ada.ok("status")["unread"] == 0
    assert {message["read"] for message in ada.inbox()} == {True}


def test_text_of_others_cannot_work_the_terminal(friends):
    text = "\x1b[2J\x1b]52;c;eA==\x07red \u202eevil\u2066 \x9b31m\r\nnext line \U000e0041"
    friends.bob.text("send", "Ada", "-", input=text)
    assert friends.ada.message(text)["text"] == text
    shown = friends.ada.text("inbox", "--keep-unread").out
    assert not any(ord(char) < 32 and char != "\n" or 0x7f <= ord(char) < 0xa0 for char in shown)
    assert not any(char in shown for char in "\u202e\u2066\U000e0041")
    assert "\\u{1b}[2J\\u{1b}]52;c;eA==\\u{7}red \\u{202e}evil\\u{2066} \\u{9b}31m" in shown
    assert "  next line \\u{e0041}" in shown


def test_a_message_is_shown_with_who_when_and_which(friends):
    friends.bob.text("send", "Ada", "-", input="one line\nand another")
    got = friends.ada.message("one line\nand another")
    lines = friends.ada.text("inbox", "--keep-unread").out.splitlines()
    at = lines.index(f"Bob, {got['timestamp']}, {got['id']}")
    assert lines[at + 1:at + 3] == ["  one line", "  and another"]


def test_a_relay_that_does_not_answer_is_a_warning(home_of, relays):
    ada, bob = home_of("ada"), home_of("bob")
    for home in (ada, bob):
        home.know(relays[:1])
    bob.meet(ada, "Ada")
    bob.ok("send", "Ada", "before the end")
    ada.message("before the end")
    relays[0].kill()
    shown = ada.text("inbox")
    assert shown.status == 0 and "before the end" in shown.out
    assert "does not answer" in shown.err
    assert ada.inbox()[-1]["text"] == "before the end"


def test_without_a_relay_what_is_here_is_shown(home_of):
    ada = home_of("ada")
    answer = ada.ok("inbox")
    assert answer["messages"] == [] and answer["fetchError"]["code"] == "relayNeeded"
    shown = ada.text("inbox")
    assert shown.status == 0 and "[relayNeeded]" in shown.err and "signet relay add" in shown.err


def test_a_stranger_is_shown_as_one(friends, home_of):
    eve = home_of("eve")
    eve.know(friends.relays)
    eve.meet(friends.ada, "Ada")
    eve.ok("send", "Ada", "you do not know me")
    got = friends.ada.message("you do not know me")
    assert (got["from"], got["contact"], got["verified"]) == (eve.id, "stranger", True)
    assert "a stranger" in friends.ada.text("inbox", "--keep-unread").out
    assert eve.id not in [contact["id"] for contact in friends.ada.ok("contact", "list", "--all")["contacts"]]


@pytest.mark.parametrize("words", [["--limit", "0"], ["--limit", "1001"], ["--refused", "--unread"],
                                   ["--refused", "--with", "Bob"]])
def test_wrong_options_are_refused(friends, words):
    friends.ada.refused(64, "usage", "inbox", *words)
