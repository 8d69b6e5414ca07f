"""signet edit, delete, react"""


def sent_and_seen(sender, receiver, name, text):
    sent = sender.ok("send", name, text)
    receiver.message(text)
    return sent["id"]


def test_an_edit_of_its_author_is_seen_by_both(friends):
    ada, bob = friends.ada, friends.bob
    id = sent_and_seen(ada, bob, "Bob", "the first word")
    assert ada.ok("edit", id[:8], "the", "last", "word")["type"] == "EDIT"
    got = bob.message("the last word")
    assert (got["id"], got["edited"]) == (id, True)
    assert "the first word" not in [message.get("text") for message in bob.inbox()]
    assert [m.get("text") for m in ada.inbox("--with", "Bob") if m["id"] == id] == ["the last word"]
    assert "edited" in bob.text("inbox").out


def test_only_its_author_edits_and_deletes(friends):
    ada, bob = friends.ada, friends.bob
    id = sent_and_seen(ada, bob, "Bob", "mine alone")
    bob.refused(1, "messageNotFound", "edit", id, "yours?")
    bob.refused(1, "messageNotFound", "delete", id)
    assert bob.message("mine alone")["edited"] is False


def test_a_deleted_message_is_gone_for_both_and_stays_gone(friends):
    ada, bob = friends.ada, friends.bob
    id = sent_and_seen(ada, bob, "Bob", "a secret")
    ada.ok("delete", id)
    bob.until(lambda: [m for m in bob.inbox() if m["id"] == id and m["deleted"]])
    ada.run("edit", id, "back again")
    bob.ok("send", "Ada", "a later one")
    ada.message("a later one")
    for home, words in ((ada, ["--with", "Bob"]), (bob, ["--with", "Ada"])):
        [message] = [m for m in home.inbox(*words) if m["id"] == id]
        assert message["deleted"] is True and "text" not in message
    assert "a secret" not in bob.text("inbox", "--with", "Ada").out


def test_everybody_may_react(friends):
    ada, bob = friends.ada, friends.bob
    id = sent_and_seen(ada, bob, "Bob", "good news")
    assert bob.ok("react", id, ":heart:")["type"] == "REACT"
    ada.until(lambda: [m for m in ada.inbox("--with", "Bob") if m["id"] == id and m["reactions"]])
    ada.ok("react", id, ":heart:")
    both = bob.until(lambda: [m for m in bob.inbox() if m["id"] == id and len(m["reactions"][0]["from"]) == 2])
    assert both[0]["reactions"][0]["reaction"] == ":heart:"
    assert set(both[0]["reactions"][0]["from"]) == {ada.id, bob.id}


def test_what_is_no_reaction_and_no_message_is_refused(friends):
    ada, bob = friends.ada, friends.bob
    id = sent_and_seen(ada, bob, "Bob", "to be reacted to")
    ada.refused(1, "messageRefused", "react", id, "heart")
    ada.refused(1, "messageNotFound", "react", "0" * 32, ":heart:")
    ada.refused(1, "textRefused", "edit", id, "")
    assert [m["reactions"] for m in ada.inbox("--with", "Bob") if m["id"] == id] == [[]]
