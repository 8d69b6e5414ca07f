"""signet device list"""

QUICK_KEYS = True


def test_this_device_is_listed_as_active(ada):
    account = ada.account()
    devices = ada.ok("device", "list")["devices"]
    [here] = [device for device in devices if device["isThis"]]
    assert here["deviceId"] == account["deviceId"]
    assert (here["name"], here["state"], here["role"]) == ("desk", "active", "full")
    assert here["expires"] > here["addedAt"] and here["enrolment"] == "created" and "Linux" in here["platform"]


def test_people_get_a_table(ada):
    heading, row = ada.text("device", "list").out.splitlines()
    assert heading.split() == ["DEVICE", "STATE", "ROLE", "HERE", "ADDED", "BY", "EXPIRES", "NAME"]
    assert row.split()[0] == ada.account()["deviceId"]


def test_without_an_account_there_is_nothing_to_list(empty):
    empty.refused(1, "accountNotFound", "device", "list")
