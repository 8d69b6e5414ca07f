"""signet forecast: every date on which something would stop working, and what to do"""

import time

QUICK_KEYS = True

YEARS = 365 * 86_400


def test_every_certificate_is_listed_with_its_date_and_a_command(home_of):
    home = home_of("none")
    id = home.account()["id"]
    answer = home.ok("forecast")
    assert answer["id"] == id
    items = {item["subject"]: item for item in answer["items"]}
    assert set(items) == {"authorityCertificate", "accountCertificate", "deviceCertificate", "signingCertificate",
                          "recoveryKit", "backup"}
    for subject, command in [("authorityCertificate", "device renew"), ("accountCertificate", "device renew"),
                             ("deviceCertificate", "device renew"), ("signingCertificate", "key make")]:
        item = items[subject]
        assert abs(item["at"] - time.time() - 10 * YEARS) < 86_400
        assert abs(item["renewAt"] - time.time() - 10 * YEARS * 2 / 3) < 86_400
        assert item["cure"] == f"signet {command} --account {id}"
    assert items["recoveryKit"] == {
        "subject": "recoveryKit", "cure": f"signet recovery make --account {id}",
        "text": "there is no recovery kit: without a device and a backup the account is lost"}
    assert items["backup"]["text"] == "no backup was ever made on this device"
    dated = [item["at"] for item in answer["items"] if "at" in item]
    assert dated == sorted(dated) and "at" not in answer["items"][-1]


def test_what_was_done_is_no_longer_listed(home_of):
    home = home_of("none")
    home.ok("backup", "create", str(home.folder / "ada.gz"))
    assert "backup" not in {item["subject"] for item in home.ok("forecast")["items"]}


def test_a_device_that_is_renewed_ends_later(home_of):
    home = home_of("none")
    before = {item["subject"]: item["at"] for item in home.ok("forecast")["items"] if "at" in item}
    time.sleep(1.1)
    home.ok("device", "renew")
    after = {item["subject"]: item["at"] for item in home.ok("forecast")["items"] if "at" in item}
    assert after["deviceCertificate"] > before["deviceCertificate"]
    assert after["signingCertificate"] == before["signingCertificate"]


def test_people_get_a_table(home_of):
    home = home_of("none")
    told = home.text("forecast")
    assert told.status == 0 and told.err == ""
    lines = told.out.splitlines()
    assert lines[0].split() == ["DATE", "WHAT", "HAPPENS", "WHAT", "TO", "DO"]
    assert len(lines) == 7 and lines[-1].startswith("any day")
    assert all(not line.endswith(" ") for line in lines)
