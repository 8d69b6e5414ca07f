"""signet backup restore"""

import base64
import datetime
import gzip
import json
import shutil

import pytest
from conftest import JAMI, PASSWORD, Home
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

QUICK_KEYS = True

ARCHIVES = json.loads((JAMI / "manifest.json").read_text())["archives"]


@pytest.mark.parametrize("archive", ARCHIVES, ids=[entry["file"] for entry in ARCHIVES])
def test_a_real_jami_account_comes_back_as_a_new_device(empty, archive):
    answer = empty.ok("backup", "restore", str(JAMI / archive["file"]), "--device-name", "laptop",
                      password=archive["password"])
    assert answer["id"] == archive["jamiId"]
    assert answer["deviceId"] != archive["deviceId"]
    account = empty.ok("account", "show")
    assert (account["id"], account["deviceName"]) == (archive["jamiId"], "laptop")
    assert account["hasPassword"] == archive["encrypted"]
    assert account["revokedCount"] == archive["revokedDevices"]
    assert {entry["id"] for entry in account["contacts"]} == set(archive["archiveContacts"])


def test_a_second_home_is_a_second_device_of_the_same_account(ada, empty, backups):
    restored = empty.ok("backup", "restore", str(backups("password")), password=PASSWORD)
    here = ada.account()
    assert restored["id"] == here["id"]
    assert restored["deviceId"] != here["deviceId"]


def test_an_account_that_is_here_is_never_overwritten(ada, backups):
    ada.ok("account", "list")
    before = ada.tree()
    ada.refused(2, "accountExists", "backup", "restore", str(backups("password")), password=PASSWORD)
    assert ada.tree() == before


@pytest.mark.parametrize("what, status, code", [
    ("wrong password", 3, "wrongPasswordOrDamaged"), ("cut", 3, "wrongPasswordOrDamaged"), ("short", 3, "truncated"),
    ("alien", 3, "json"), ("missing", 1, "fileNotFound"), ("no password", 3, "passwordNeeded")])
def test_what_cannot_be_restored_changes_nothing(ada, what, status, code):
    path = ada.folder / "file.gz"
    secret = PASSWORD
    if what in ("wrong password", "no password"):
        shutil.copy(JAMI / "ascii.gz", path)
        secret = "wrong" if what == "wrong password" else None
    elif what == "cut":
        path.write_bytes((JAMI / "ascii.gz").read_bytes()[:9000])
    elif what == "short":
        path.write_bytes((JAMI / "ascii.gz").read_bytes()[:40])
    elif what == "alien":
        path.write_text("Dear diary,\n")
        secret = None
    ada.ok("account", "list")
    before = ada.tree()
    ada.refused(status, code, "backup", "restore", str(path), password=secret)
    assert ada.tree() == before
    assert ada.ok("status")["operations"] == 0


def test_a_failed_restore_into_a_fresh_home_leaves_it_without_an_account(empty):
    empty.refused(3, "wrongPasswordOrDamaged", "backup", "restore", str(JAMI / "ascii.gz"), password="wrong")
    assert empty.ok("account", "list") == {"accounts": []}
    assert empty.stray_files() == []


def test_a_merge_joins_a_backup_into_the_account_that_is_here(empty):
    path = str(JAMI / "contacts-crl.gz")
    password = "contacts+crl for developers"
    first = empty.ok("backup", "restore", path, password=password)
    before = empty.ok("account", "show")
    merged = empty.ok("backup", "restore", path, "--merge", password=password)
    assert merged["id"] == first["id"]
    assert merged["merge"] == {"contactsAdded": 0, "contactsChanged": 0, "revocationsAdded": 0, "settingsAdded": 0}
    after = empty.ok("account", "show")
    assert after["contacts"] == before["contacts"]
    assert after["deviceId"] == before["deviceId"]


def test_a_merge_never_takes_anything_away(empty):
    """The file knows less than the account here: everything stays."""
    password = "contacts+crl for developers"
    empty.ok("backup", "restore", str(JAMI / "contacts-crl.gz"), password=password)
    less = empty.folder / "less.gz"
    from Harness import archive

    document = archive.open_archive(JAMI / "contacts-crl.gz", password.encode())
    document["ringAccountContacts"] = {}
    document.pop("ringAccountCRL")
    archive.write_archive(less, document, b"other")
    before = empty.ok("account", "show")
    empty.ok("backup", "restore", str(less), "--merge", password="other", account_password=password)
    after = empty.ok("account", "show")
    assert Home.states(after) == Home.states(before)
    assert after["revokedCount"] == before["revokedCount"] == 1


def test_a_merge_with_the_wrong_password_of_the_account_changes_nothing(ada, backups):
    path = ada.folder / "other.gz"
    shutil.copy(backups("password"), path)
    ada.ok("backup", "password", str(path), password=PASSWORD, new="other")
    ada.ok("account", "list")
    before = ada.tree()
    ada.refused(3, "wrongPasswordOrDamaged", "backup", "restore", str(path), "--merge", password="other",
                account_password="wrong")
    assert ada.tree() == before


def test_the_account_here_can_get_a_password_of_its_own(empty):
    answer = empty.ok("backup", "restore", str(JAMI / "nopass.gz"), new="mine")
    assert answer["hasPassword"] is True
    empty.inspect(empty.archive(answer["id"]), "mine")


def test_a_backup_whose_certificates_ran_out_comes_back_with_renewed_ones(empty):
    path = empty.folder / "old.gz"
    path.write_bytes(aged(JAMI / "nopass.gz"))
    answer = empty.ok("backup", "restore", str(path))
    assert [word for word in answer["warnings"] if "has been renewed" in word]
    chain = (empty.home / "accounts" / answer["id"] / "device.pem").read_bytes()
    now = datetime.datetime.utcnow()
    for certificate in chain.split(b"-----BEGIN CERTIFICATE-----")[1:]:
        parsed = x509.load_pem_x509_certificate(b"-----BEGIN CERTIFICATE-----" + certificate)
        assert parsed.not_valid_before <= now < parsed.not_valid_after
    assert empty.ok("device", "list")["devices"][0]["state"] == "active"


def aged(path):
    """The same account with an authority and account certificate that ended in 2024."""
    document = json.loads(gzip.decompress(path.read_bytes()))
    keys = [serialization.load_pem_private_key(base64.b64decode(document[name]), None)
            for name in ("ringCaKey", "ringAccountKey")]
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, word)]) for word in ("Jami CA", "Jami")]
    chain = b""
    for subject, key in reversed(list(zip(names, keys))):
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(names[0]).public_key(key.public_key())
        builder = builder.serial_number(77).not_valid_before(datetime.datetime(2014, 1, 1))
        builder = builder.not_valid_after(datetime.datetime(2024, 1, 1))
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        chain += builder.sign(keys[0], hashes.SHA384()).public_bytes(serialization.Encoding.PEM)
    document["ringAccountCert"] = base64.b64encode(chain).decode()
    return gzip.compress(json.dumps(document).encode())


def test_a_spare_key_that_cannot_be_had_is_no_hindrance(empty):
    empty.ok("account", "list")
    (empty.home / "spare" / "device.key").mkdir(parents=True)
    assert empty.ok("backup", "restore", str(JAMI / "nopass.gz"))["id"]
