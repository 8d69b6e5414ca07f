"""signet channel: a group of three over three relays"""

import pytest


@pytest.fixture(scope="module")
def club(friends, moulds):
    """Ada's group with Bob and Carol; all three know each other."""
    from conftest import copies

    with copies(moulds) as copy:
        carol = copy("carol")
        carol.know(friends.relays)
        friends.ada.meet(carol, "Carol")
        for home, name in ((friends.ada, "Ada"), (friends.bob, "Bob")):
            carol.meet(home, name)
        friends.bob.meet(carol, "Carol")
        made = friends.ada.ok("channel", "create", "Book club", "Bob", "Carol")
        for home in (friends.bob, carol):
            home.until(lambda home=home: home.ok("inbox", "--keep-unread") and home.ok("channel", "list")["channels"])
        friends.carol, friends.club = carol, made
        yield friends


def test_every_member_has_the_list_that_its_owner_signed(club):
    people = {club.ada.id, club.bob.id, club.carol.id}
    for home in (club.ada, club.bob, club.carol):
        channel = home.ok("channel", "show", "Book club")
        assert channel["id"] == club.club["id"] and channel["owner"] == club.ada.id and channel["left"] is False
        assert {member["id"] for member in channel["members"]} == people
        assert [each["id"] for each in home.ok("channel", "list")["channels"]] == [channel["id"]]


def test_a_message_reaches_every_member_and_so_does_the_answer(club):
    sent = club.ada.ok("send", "Book club", "Thursday?")
    assert sent["packets"] == 2 and sent["channel"] == club.club["id"]
    for home in (club.bob, club.carol):
        got = home.message("Thursday?")
        assert (got["from"], got["channelName"], got["conversation"]) == (club.ada.id, "Book club", club.club["id"])
    club.carol.ok("send", club.club["id"], "Yes.")
    for home in (club.ada, club.bob):
        assert home.message("Yes.", "--with", "Book club")["from"] == club.carol.id
    assert "Yes." not in [message.get("text") for message in club.bob.inbox("--with", "Carol")]


def test_only_the_owner_changes_it(club):
    for words in (["rename", "Book club", "Mine"], ["add", "Book club", "Carol"], ["remove", "Book club", "Carol"]):
        club.bob.refused(2, "notOwner", "channel", *words)
    assert club.ada.text("channel", "show", "Chess club").err == (
        "signet: the account has no channel Chess club [channelNotFound]\n"
        "hint: `signet channel list` shows what is here\n")
    club.ada.refused(1, "channelNotFound", "channel", "rename", "Chess club", "x")
    club.ada.refused(1, "contactNotFound", "channel", "create", "Nobodies", "Nobody")
    assert [each["name"] for each in club.ada.ok("channel", "list")["channels"]] == ["Book club"]


def test_a_group_of_ones_own_is_renamed_and_members_come_and_go(club):
    ada, bob, carol = club.ada, club.bob, club.carol
    made = ada.ok("channel", "create", "Trip", "Bob")
    bob.until(lambda: bob.ok("inbox", "--keep-unread") and len(bob.ok("channel", "list")["channels"]) == 2)
    ada.ok("channel", "rename", "Trip", "Long trip")
    assert {m["id"] for m in ada.ok("channel", "add", "Long trip", "Carol")["members"]} == {ada.id, bob.id, carol.id}
    for home in (bob, carol):
        home.until(lambda home=home: home.ok("inbox", "--keep-unread") and [
            c for c in home.ok("channel", "list")["channels"]
            if c["id"] == made["id"] and c["name"] == "Long trip" and len(c["members"]) == 3])
    ada.ok("channel", "remove", "Long trip", "Bob")
    bob.until(lambda: bob.ok("inbox", "--keep-unread") and bob.ok("channel", "show", made["id"])["left"])
    bob.refused(2, "channelLeft", "send", made["id"], "am I still here?")
    ada.ok("send", "Long trip", "without Bob")
    carol.message("without Bob")
    assert "without Bob" not in [message.get("text") for message in bob.inbox()]
