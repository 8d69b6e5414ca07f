"""signet relay, and what the client side of the mesh promises: TX differs from RX, and nothing is lost on the way"""

import os
import signal

import pytest
from conftest import know_each_other, running_relays
from Harness import processes
from Harness.relay import free_port


def test_relays_are_added_listed_probed_and_removed(home_of, relays):
    ada = home_of("ada")
    answer = ada.text("relay", "list")
    assert (answer.status, answer.out) == (0, "") and "no relay is known" in answer.err
    ada.refused(5, None, "relay", "status")
    added = ada.ok("relay", "add", relays[0].url)
    assert (added["url"], added["origin"]) == (relays[0].url, "user") and "error" not in added
    assert "it serves both ways" in ada.text("relay", "list").err
    ada.ok("relay", "add", relays[1].url)
    status = ada.ok("relay", "status")["relays"]
    assert {relay["url"] for relay in status} >= {relays[0].url, relays[1].url}
    assert all(0 <= relay["score"] <= 1 and 0 <= relay.get("load", 0) <= 1 for relay in status)
    assert sum(relay["uses"] == ["receive"] for relay in status) == 1
    ada.refused(1, "relayNotFound", "relay", "remove", "http://127.0.0.1:1")
    assert ada.ok("relay", "remove", relays[1].url)["url"] == relays[1].url
    assert relays[1].url not in [relay["url"] for relay in ada.ok("relay", "list")["relays"]]


def test_what_is_no_address_is_refused_and_who_does_not_answer_is_told(home_of):
    ada = home_of("ada")
    for url in ("example.net", "ftp://example.net:21", "http://example.net/path", "http://a b"):
        ada.refused(1, "addressRefused", "relay", "add", url)
    assert ada.ok("relay", "list") == {"relays": []}
    silent = f"http://127.0.0.1:{free_port()}"
    assert ada.ok("relay", "add", silent)["error"]
    ada.refused(5, None, "relay", "status")
    assert "does not answer" in ada.text("relay", "status").err


def test_further_relays_are_learned_from_those_that_are_known(home_of, relays):
    ada = home_of("ada")
    know_each_other(relays)
    ada.know(relays[:1])
    others = {relay.url for relay in relays[1:]}
    assert ada.until(lambda: {
        relay["url"] for relay in ada.ok("relay", "list")["relays"] if relay["origin"] == "learned"} == others)


def test_a_packet_leaves_through_another_relay_than_the_one_that_is_fetched_from(home_of):
    # Two that know nothing of each other: what is at one was put there by us.
    with running_relays(1) as [first], running_relays(1) as [second]:
        ada, bob = home_of("ada"), home_of("bob")
        for home in (ada, bob):
            home.know([first, second])
        ada.meet(bob, "Bob")
        fetched = [r["url"] for r in ada.ok("relay", "list")["relays"] if "receive" in r["uses"]]
        assert len(fetched) == 1
        [packet] = ada.ok("packet", "seal", "--to", "Bob", "--content", "for its recipient alone")["packets"]
        ada.ok("send", "Bob", "one way")

        def holders():
            ask = {"recipient": packet["recipient"]}
            return [relay.url for relay in (first, second) if relay.ask("/fetch", ask)["messages"]]

        assert ada.until(holders) == [url for url in (first.url, second.url) if url not in fetched]


def test_a_message_waits_for_its_relay_and_outlives_the_daemon(home_of):
    with running_relays(1) as [relay]:
        ada, bob = home_of("ada"), home_of("bob")
        for home in (ada, bob):
            home.know([relay])
        ada.meet(bob, "Bob")
        relay.kill()
        ada.ok("send", "Bob", "it will arrive")
        ada.refused(5, None, "send", "Bob", "this too", "--wait", "1")
        assert ada.ok("status")["outbox"] >= 2
        assert {m["state"] for m in ada.inbox("--with", "Bob", "--offline")} == {"queued"}
        daemon = ada.daemon()
        os.kill(daemon, signal.SIGKILL)
        processes.wait_gone([daemon])
        relay.start()
        ada.ok("status")
        for text in ("it will arrive", "this too"):
            assert bob.message(text)["verified"]
        assert ada.inbox("--with", "Bob")[-1]["state"] in ("sent", "confirmed")


def test_a_relay_that_is_gone_is_passed_by(home_of, relays):
    ada, bob = home_of("ada"), home_of("bob")
    for home in (ada, bob):
        home.know(relays)
    ada.meet(bob, "Bob")
    receiving = {r["url"] for home in (ada, bob) for r in home.ok("relay", "list")["relays"] if "receive" in r["uses"]}
    gone = next((relay for relay in relays if relay.url not in receiving), relays[0])
    gone.kill()
    for number in range(3):
        ada.ok("send", "Bob", f"around it, {number}")
    for number in range(3):
        bob.message(f"around it, {number}")


@pytest.mark.parametrize("words", [["relay", "add"], ["relay", "remove"]])
def test_a_relay_has_to_be_named(home_of, words):
    home_of("ada").refused(64, "usage", *words)
