"""signet contact: adding people, comparing safety numbers, blocking, removing"""

import pexpect
import pytest

NOBODY = "00112233445566778899aabbccddeeff00112233"


@pytest.fixture
def strangers(home_of, relays):
    """Ada and Bob, on the same relays, who have never heard of each other."""
    ada, bob = home_of("ada"), home_of("bob")
    for home in (ada, bob):
        home.know(relays)
    return ada, bob


def test_an_invitation_and_a_bare_id_lead_to_the_same_safety_number(strangers):
    ada, bob = strangers
    by_link = ada.ok("contact", "add", bob.ok("invite")["link"], "--name", "Bob")
    assert (by_link["id"], by_link["name"], by_link["state"]) == (bob.id, "Bob", "active")
    assert (by_link["reachable"], by_link["pinnedBy"], by_link["generation"]) == ("ready", "invitation", 1)
    by_id = bob.ok("contact", "add", ada.id)
    assert (by_id["reachable"], by_id["pinnedBy"]) == ("ready", "card")
    assert by_id["account"] and by_id["relays"]
    numbers = {ada.ok("contact", "verify", "Bob")["number"], bob.ok("contact", "verify", ada.id)["number"]}
    [number] = numbers
    assert [len(group) for group in number.split()] == [5] * 12 and number.replace(" ", "").isdigit()

    other = "".join(str((int(digit) + 1) % 10) if digit.isdigit() else digit for digit in number)
    ada.refused(2, "safetyNumberWrong", "contact", "verify", "Bob", "--number", other)
    assert "verifiedAt" not in ada.ok("contact", "show", "Bob")
    assert ada.ok("contact", "verify", "Bob", "--number", number.replace(" ", ""))["verifiedAt"] > 0
    assert ada.ok("contact", "verify", "Bob")["verifiedAt"] > 0


def test_at_a_terminal_the_number_of_the_other_side_is_asked_for(strangers):
    ada, bob = strangers
    ada.meet(bob, "Bob")
    number = ada.ok("contact", "verify", "Bob")["number"]
    shown = ada.text("contact", "verify", "Bob")
    assert shown.out.split() == number.split() and "Have the other person read out theirs" in shown.err

    child = ada.terminal("contact", "verify", "Bob")
    child.expect_exact("Number of the other side")
    child.sendline("")
    child.expect(pexpect.EOF)
    assert "verifiedAt" not in ada.ok("contact", "show", "Bob")

    child = ada.terminal("contact", "verify", "Bob")
    child.expect_exact("Number of the other side")
    child.sendline(number)
    child.expect_exact("is verified")
    child.expect(pexpect.EOF)
    assert ada.ok("contact", "show", "Bob")["verifiedAt"] > 0


def test_a_link_comes_from_standard_input(strangers):
    ada, bob = strangers
    added = ada.text("contact", "add", "-", "--json", input=bob.ok("invite")["link"] + "\n")
    assert added.status == 0 and added.json["id"] == bob.id


def test_somebody_without_a_card_is_pending_and_messages_wait(strangers):
    ada, _ = strangers
    added = ada.ok("contact", "add", NOBODY, "--name", "Nobody")
    assert (added["reachable"], added["generation"], added["relays"]) == ("pending", 0, [])
    assert added["note"]
    assert ada.ok("send", "Nobody", "are you there?")["state"] == "waiting"
    [message] = ada.inbox("--with", "Nobody")
    assert (message["text"], message["state"], message["own"]) == ("are you there?", "waiting", True)
    ada.refused(5, None, "send", "Nobody", "still?", "--wait", "1")


def test_what_is_no_contact_is_refused_and_leaves_nothing(strangers):
    ada, bob = strangers
    link = bob.ok("invite")["link"]
    ada.refused(1, "contactRefused", "contact", "add", "bob@example.net")
    ada.refused(1, "invitationMalformed", "contact", "add", link.replace("account=", "acount="))
    ada.refused(2, "contactIsSelf", "contact", "add", ada.id)
    ada.refused(2, "nameRefused", "contact", "add", NOBODY, "--name", "a\x1bb")
    assert ada.text("contact", "add", "-", "--json", input="").code == "contactRefused"
    assert ada.ok("contact", "list", "--all") == {"contacts": []}
    ada.refused(1, "contactNotFound", "contact", "show", "Bob")
    ada.refused(1, "contactNotFound", "send", "Bob", "hello")


def test_a_contact_is_named_by_its_id_a_beginning_of_it_or_its_name(strangers):
    ada, bob = strangers
    ada.meet(bob, "Bob")
    for word in (bob.id, bob.id[:6], bob.id[:6].upper(), "Bob"):
        assert ada.ok("contact", "show", word)["id"] == bob.id
    ada.refused(1, "contactNotFound", "contact", "show", bob.id[:5])
    assert ada.ok("contact", "rename", "Bob", "Robert")["name"] == "Robert"
    ada.ok("contact", "add", NOBODY, "--name", "Robert")
    ada.refused(1, "contactAmbiguous", "contact", "show", "Robert")
    assert "name" not in ada.ok("contact", "rename", NOBODY, "")


def test_blocked_and_removed_contacts_are_kept_as_facts(strangers):
    ada, bob = strangers
    ada.meet(bob, "Bob")
    assert ada.ok("contact", "block", "Bob")["state"] == "blocked"
    assert ada.ok("contact", "list") == {"contacts": []}
    assert [c["state"] for c in ada.ok("contact", "list", "--all")["contacts"]] == ["blocked"]
    ada.refused(2, "contactBlocked", "send", "Bob", "hello")
    assert ada.ok("contact", "unblock", "Bob")["state"] == "active"
    assert ada.ok("contact", "remove", "Bob")["state"] == "removed"
    assert ada.contacts()[bob.id][0] == "removed"
    assert ada.ok("contact", "add", bob.id)["state"] == "active"


def test_what_a_blocked_contact_sends_is_not_taken(strangers):
    ada, bob = strangers
    ada.meet(bob, "Bob")
    bob.meet(ada, "Ada")
    bob.ok("send", "Ada", "before")
    ada.message("before")
    ada.ok("contact", "block", "Bob")
    bob.ok("send", "Ada", "while blocked", "--wait", "60")
    ada.until(lambda: sum(relay["packets"] for relay in ada.ok("inbox")["fetched"]["relays"]) == 0)
    assert [message.get("text") for message in ada.inbox("--limit", "1000")] == ["before"]
    ada.ok("contact", "unblock", "Bob")
    bob.ok("send", "Ada", "after", "--wait", "60")
    assert [message.get("text") for message in (ada.message("after"), *ada.inbox())][1:] == ["before", "after"]
