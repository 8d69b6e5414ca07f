"""signet history"""

from conftest import PASSWORD


def test_it_tells_what_happened_oldest_first(ada):
    ada.ok("device", "rename", "desk", "laptop")
    ada.ok("account", "password", password=PASSWORD, new="another")
    events = ada.ok("history")["events"]
    numbers = [event["number"] for event in events]
    assert numbers == sorted(numbers) and len(numbers) >= 3
    assert {event["account"] for event in events} == {ada.account()["id"]}
    assert all(event["kind"] and event["text"] for event in events)


def test_it_can_be_cut(ada):
    ada.ok("device", "rename", "desk", "laptop")
    events = ada.ok("history")["events"]
    assert ada.ok("history", "--limit", "1")["events"] == events[:1]
    assert ada.ok("history", "--after", str(events[0]["number"]))["events"] == events[1:]
    ada.refused(64, "usage", "history", "--limit", "0")


def test_nothing_secret_is_in_it(ada):
    ada.ok("account", "password", password=PASSWORD, new="canary-9d1f")
    assert "canary-9d1f" not in ada.run("history").out
    assert PASSWORD not in ada.run("history").out
