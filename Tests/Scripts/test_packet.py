"""signet packet: sealed without being sent, opened without being taken in"""

import base64
import json
import textwrap

import pytest
from Harness.relay import packet as plain_packet


@pytest.fixture(scope="module")
def sealed(friends):
    return friends.ada.ok("packet", "seal", "--to", "Bob", "--content", "between us")


def test_a_packet_is_one_line_of_json_and_is_not_sent(friends):
    said = friends.ada.text("packet", "seal", "--to", "Bob", "--content", "not sent")
    [line] = said.out.splitlines()
    assert set(json.loads(line)) == {"recipient", "message", "hash", "signature"}
    friends.ada.ok("send", "Bob", "a later one")
    friends.bob.message("a later one")
    assert "not sent" not in [message.get("text") for message in friends.bob.inbox()]
    assert "not sent" not in [message.get("text") for message in friends.ada.inbox("--with", "Bob")]


def test_its_recipient_opens_it_and_takes_nothing_in(friends, sealed):
    [packet] = sealed["packets"]
    opened = friends.bob.ok("packet", "open", friends.bob.file(json.dumps(packet).encode()))
    assert (opened["content"], opened["from"], opened["type"]) == ("between us", friends.ada.id, "MESSAGE")
    assert (opened["id"], opened["channel"], opened["jti"]) == (sealed["id"], sealed["channel"], sealed["jti"])
    assert opened["verified"] is True and opened["failures"] == [] and opened["disposition"] == "accepted"
    assert "between us" not in [message.get("text") for message in friends.bob.inbox()]
    shown = friends.bob.text("packet", "open", "-", input=json.dumps(packet))
    assert shown.status == 0 and "between us" in shown.out


def test_whatever_keeps_it_closed_is_one_error(friends, sealed):
    [packet] = sealed["packets"]
    cut = {**packet, "signature": packet["signature"][:-20]}
    own = friends.bob.ok("packet", "seal", "--to", "Ada", "--content", "x")["packets"][0]
    told = set()
    for home, each in ((friends.ada, packet), (friends.bob, cut), (friends.bob, plain_packet("bob", "plain")),
                       (friends.bob, own)):
        answer = home.refused(3, "packetUnreadable", "packet", "open", home.file(json.dumps(each).encode()))
        told.add(answer.out)
    assert len(told) == 1


def test_inspecting_tells_what_every_relay_knows(friends, sealed):
    [packet] = sealed["packets"]
    file = friends.bob.file(json.dumps(packet).encode())
    outline = friends.bob.ok("packet", "inspect", file)
    assert outline["hash"] == packet["hash"] and outline["hashMatches"] is True and outline["binds"] is True
    assert outline["message"]["form"] == "JWE" and outline["message"]["encryption"] == "A256GCM"
    assert "between us" not in json.dumps(outline)
    false = friends.bob.file(json.dumps({**packet, "hash": "0" * 64}).encode())
    assert friends.bob.ok("packet", "inspect", false)["hashMatches"] is False


def test_keys_in_files_are_recipients_too(friends, sealed):
    recipient = sealed["packets"][0]["recipient"]
    pem = "-----BEGIN PUBLIC KEY-----\n" + "\n".join(textwrap.wrap(recipient, 64)) + "\n-----END PUBLIC KEY-----\n"
    for content in (pem, recipient, recipient + "\n"):
        [packet] = friends.ada.ok("packet", "seal", "--recipient", friends.ada.file(content.encode()), "--content",
                                  "x")["packets"]
        assert packet["recipient"] == recipient
    friends.ada.refused(1, "packetMalformed", "packet", "seal", "--content", "x", "--recipient",
                        friends.ada.file(b"no key at all!"))
    short = base64.b64encode(b"0" * 100)
    friends.ada.refused(2, "recipientRefused", "packet", "seal", "--content", "x", "--recipient",
                        friends.ada.file(short))


@pytest.mark.parametrize("words", [["seal", "--to", "Bob"], ["seal", "--content", "x"], ["open"], ["inspect"]])
def test_what_is_missing_is_told(friends, words):
    friends.ada.refused(64, "usage", "packet", *words)


def test_what_is_no_packet_is_told_in_these_words(friends):
    file = friends.ada.file(b"no packet, and no key either!")
    for command in ("open", "inspect"):
        said = friends.ada.text("packet", command, file)
        assert (said.status, said.out) == (1, "")
        assert said.err == (f"signet: {file} holds no packet [packetMalformed]\n"
                            "hint: a packet is one JSON object with recipient, message, hash and signature\n")
    said = friends.ada.text("packet", "seal", "--content", "x", "--recipient", file)
    assert said.err == (f"signet: {file} holds no public key [packetMalformed]\n"
                        "hint: it takes PEM (BEGIN PUBLIC KEY), or base64 of the SubjectPublicKeyInfo\n")


def test_what_is_no_packet_and_no_message_is_refused(friends):
    ada = friends.ada
    for content in (b"", b"{}", b"[1]", b'{"recipient":1,"message":"","hash":"","signature":""}'):
        for command in ("open", "inspect"):
            ada.refused(1, "packetMalformed", "packet", command, ada.file(content))
    ada.refused(1, "messageRefused", "packet", "seal", "--to", "Bob", "--content", "x", "--type", "SIGNET-LOG")
    ada.refused(1, "fileNotFound", "packet", "open", "/no/such/file")
