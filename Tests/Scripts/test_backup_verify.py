"""signet backup verify"""

import json

import pytest
from conftest import JAMI, PASSWORD, Home

ARCHIVES = json.loads((JAMI / "manifest.json").read_text())["archives"]


@pytest.mark.parametrize("archive", ARCHIVES, ids=[entry["file"] for entry in ARCHIVES])
def test_a_sound_file_is_told_to_be_sound_and_what_was_checked(archive):
    with Home() as home:
        answer = home.ok("backup", "verify", str(JAMI / archive["file"]), password=archive["password"])
        assert answer["sound"] is True
        assert answer["id"] == archive["jamiId"]
        assert [entry["check"] for entry in answer["checks"]] == [
            "protection", "text", "account key", "account certificate", "authority", "revocation list", "probe"]
        assert answer["content"]["revokedCount"] == archive["revokedDevices"]
        assert home.daemon() is None


@pytest.mark.parametrize("place", [0, 3, 15, 16, 27, 28, 1000, -17, -16, -1])
def test_a_flipped_bit_anywhere_is_found(backups, place):
    with Home() as home:
        damaged = bytearray(backups("password").read_bytes())
        damaged[place] ^= 0x10
        path = home.folder / "damaged.gz"
        path.write_bytes(damaged)
        home.refused(3, "wrongPasswordOrDamaged", "backup", "verify", str(path), password=PASSWORD)


def test_a_missing_password_is_warned_about():
    with Home() as home:
        answer = home.ok("backup", "verify", str(JAMI / "nopass.gz"))
        assert any("no password" in warning for warning in answer["warnings"])
        words = home.text("backup", "verify", str(JAMI / "nopass.gz"))
        assert "signet: warning: the file has no password" in words.err
        assert words.err.splitlines()[-1] == "The backup is sound: the account can be brought back from it."
