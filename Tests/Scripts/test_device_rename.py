"""signet device rename"""

import pytest


def test_a_device_is_renamed_by_id_by_beginning_and_by_name(ada):
    device = ada.account()["deviceId"]
    for named, name in [(device, "one"), (device[:6], "two ☕"), ("two ☕", "old laptop")]:
        assert ada.ok("device", "rename", named, name)["name"] == name
        [listed] = ada.ok("device", "list")["devices"]
        assert listed["name"] == name


@pytest.mark.parametrize("named", ["nobody", "0" * 64, ""])
def test_an_unknown_device_is_an_error_and_nothing_changes(ada, named):
    ada.ok("account", "list")
    before = ada.tree()
    ada.refused(1, "deviceNotFound", "device", "rename", named, "laptop")
    assert ada.tree() == before


def test_five_digits_are_too_few_to_mean_a_device(ada):
    ada.refused(1, "deviceNotFound", "device", "rename", ada.account()["deviceId"][:5], "laptop")


@pytest.mark.parametrize("name", ["", "a\nb", "x" * 257])
def test_a_name_that_is_none_is_refused(ada, name):
    device = ada.account()["deviceId"]
    before = ada.tree()
    ada.refused(2, "nameRefused", "device", "rename", device, name)
    assert ada.tree() == before
