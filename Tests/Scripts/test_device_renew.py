"""signet device renew"""

from conftest import PASSWORD


def certificate(home):
    [path] = (home.home / "accounts").glob("*/device.pem")
    return path.read_bytes()


def test_the_certificate_is_renewed_and_the_device_stays(ada):
    before = certificate(ada)
    device = ada.account()["deviceId"]
    answer = ada.ok("device", "renew", password=PASSWORD)
    assert answer["deviceId"] == device
    assert certificate(ada) != before
    assert ada.account()["deviceId"] == device
    [listed] = ada.ok("device", "list")["devices"]
    assert (listed["state"], listed["expires"]) == ("active", answer["expires"])


def test_the_device_can_be_named(ada):
    device = ada.account()["deviceId"]
    assert ada.ok("device", "renew", "desk", password=PASSWORD)["deviceId"] == device
    ada.refused(1, "deviceNotFound", "device", "renew", "nobody", password=PASSWORD)


def test_a_wrong_password_changes_nothing(ada):
    ada.ok("account", "list")
    before = ada.tree()
    ada.refused(3, "wrongPasswordOrDamaged", "device", "renew", password="wrong")
    ada.refused(3, "passwordNeeded", "device", "renew")
    assert ada.tree() == before
