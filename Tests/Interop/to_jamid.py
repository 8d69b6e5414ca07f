"""Archives that Signet wrote, taken over by a real jamid."""

import base64
import time

from Harness import archive
from Harness.report import check, check_equal
from Harness.signet import FIXTURES
from world import some_id

RICH = {"file": str(FIXTURES / "jami" / "contacts-crl.gz"), "password": "contacts+crl for developers"}


def lasts(world, jamid, path, password):
    """jamid takes many an account whose certificates it refuses at its next start: so start it twice more. One without
    a password it mends by itself then: so see that it still has the certificates that we made."""
    ours = archive.open_archive(path, password.encode())
    check_equal(jamid.jami_id(), archive.jami_id(ours), "the Jami ID in jamid")
    check_equal(jamid.state(), "REGISTERED", "jamid's state after the import")
    for _ in range(2):
        check_equal(jamid.restart(), "REGISTERED", "jamid's state after a restart")
    theirs = archive.open_archive(jamid.export(world.path("theirs.gz"), password), password.encode())
    for field in ("ringAccountCert", "ringAccountKey", "ringCaKey", "ethKey"):
        check_equal(theirs[field].split(), ours[field].split(), f"{field} after the restarts")


def restart_shows_bad_certificates(world):
    """The look at the state is worth something: an account certificate without CA:TRUE is taken, and fails later."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization

    document = archive.open_archive(FIXTURES / "jami" / "nopass.gz")
    end = b"-----END CERTIFICATE-----\n"
    chain = base64.b64decode(document["ringAccountCert"]).split(end)[:2]
    account, authority = (x509.load_pem_x509_certificate(pem + end) for pem in chain)
    key = serialization.load_pem_private_key(base64.b64decode(document["ringCaKey"]), None)
    bad = (x509.CertificateBuilder().subject_name(account.subject).issuer_name(authority.subject)
           .public_key(account.public_key()).serial_number(4711).not_valid_before(account.not_valid_before)
           .not_valid_after(account.not_valid_after).sign(key, hashes.SHA384()))
    pem = b"".join(c.public_bytes(serialization.Encoding.PEM) for c in (bad, authority))
    document["ringAccountCert"] = base64.b64encode(pem).decode()
    path = world.path("bad.gz")
    # With a password: an account without one jamid mends by itself, since it can open the archive.
    archive.write_archive(path, document, b"pw")
    with world.jamids() as jamid:
        jamid.restore(path, "pw")
        check_equal(jamid.restart(), "ERROR_NEED_MIGRATION", "jamid's state")


def new_account(world, password):
    with world.signet() as signet, world.jamids() as jamid:
        identifier = signet.create("Zoë Ünder ☕", password)
        path = world.path("backup.gz")
        signet.back_up(path, password=password)
        signet.ok("backup", "verify", path, password=password)
        check_equal(jamid.restore(path, password), identifier, "the Jami ID that jamid found")
        check_equal(jamid.display_name(), "Zoë Ünder ☕", "the name in jamid")
        check_equal(jamid.has_password(), bool(password), "whether jamid wants a password")
        lasts(world, jamid, path, password)


def with_password(world):
    new_account(world, "correct horse")


def without_password(world):
    new_account(world, "")


def round_trip(world):
    """What the person did in Jami arrives at home, again and again, and nothing of before is lost."""
    with world.signet() as signet, world.jamids() as jamid:
        identifier = signet.create("Nomad", "pw")
        path = world.path("out.gz")
        signet.back_up(path, password="pw")
        jamid.restore(path, "pw")
        for name in ("one", "two", "three"):
            jamid.add_contact(some_id(name))
        older = jamid.export(world.path("older.gz"), "pw")
        signet.refused(2, "accountExists", "backup", "restore", older, password="pw")
        check_equal(signet.contacts(), {}, "contacts after the refused restore")
        answer = signet.ok("backup", "restore", older, "--merge", password="pw")
        check_equal(answer["merge"]["contactsAdded"], 3, "contactsAdded")
        active = {some_id(name): ("active", False) for name in ("one", "two", "three")}
        check_equal(signet.contacts(), active, "contacts after the merge")
        time.sleep(1.1)  # jamid counts whole seconds
        jamid.remove_contact(some_id("one"))
        jamid.remove_contact(some_id("two"), ban=True)
        newer = jamid.export(world.path("newer.gz"), "pw")
        changed = {**active, some_id("one"): ("removed", False), some_id("two"): ("blocked", False)}
        for merged in (newer, older, newer):
            signet.ok("backup", "restore", merged, "--merge", password="pw")
            check_equal(signet.contacts(), changed, "contacts after merging the newer and then the older one")
        check_equal(signet.ok("account", "show")["displayName"], "Nomad", "the name")
        with world.jamids() as another:
            back = world.path("back.gz")
            signet.back_up(back, password="pw")
            check_equal(another.restore(back, "pw"), identifier, "the Jami ID in a second jamid")
            shown = {contact: state for contact, state in changed.items() if state[0] != "removed"}
            check_equal(another.contacts(), shown, "contacts in a second jamid")
            lasts(world, another, back, "pw")


def contacts_and_revocations_kept(world):
    """From one jamid through Signet to another: contacts, tombstones and the CRL; and jamid builds on that CRL."""
    before = archive.open_archive(RICH["file"], RICH["password"].encode())
    path = world.path("rich.gz")
    with world.signet() as signet:
        signet.ok("backup", "restore", RICH["file"], password=RICH["password"])
        signet.back_up(path, password=RICH["password"])
    with world.jamids(2) as (jamid, second):
        identifier = jamid.restore(path, RICH["password"])
        shown = {c: s for c, s in archive.contact_states(before).items() if s[0] != "removed"}
        check_equal(jamid.contacts(), shown, "contacts in jamid")
        check_equal(identifier, archive.jami_id(before), "the Jami ID")
        lasts(world, jamid, path, RICH["password"])
        second.restore(path, RICH["password"])
        jamid.revoke(second.device_id(), RICH["password"])
        after_path = jamid.export(world.path("after.gz"), RICH["password"])
    after = archive.open_archive(after_path, RICH["password"].encode())
    check_equal(archive.contact_states(after), archive.contact_states(before), "contacts in jamid's export")
    old, new = archive.revoked_serials(before), archive.revoked_serials(after)
    check_equal((new[:len(old)], len(new)), (old, len(old) + 1), "the CRL after another revocation by jamid")
    with world.signet() as signet:
        check_equal(signet.inspect(after_path, RICH["password"])["revokedCount"], len(new), "revokedCount")


def device_renewal_keeps_the_account(world):
    """A renewed device certificate changes nothing for jamid."""
    with world.signet() as signet, world.jamids() as jamid:
        signet.create("Renewed", "pw")
        device = signet.ok("account", "show")["deviceId"]
        signet.ok("device", "renew", device, password="pw")
        check_equal(signet.ok("account", "show")["deviceId"], device, "the device ID")
        path = world.path("renewed.gz")
        signet.back_up(path, password="pw")
        jamid.restore(path, "pw")
        check(jamid.device_id() != device, "jamid makes a device of its own")
        lasts(world, jamid, path, "pw")


TESTS = [
    ("a restart of jamid shows certificates that it will not live with (proof of the method)",
     restart_shows_bad_certificates),
    ("jamid takes a new account with a password and keeps it through restarts", with_password),
    ("jamid takes a new account without a password and keeps it through restarts", without_password),
    ("Signet to jamid to Signet: `restore --merge` brings contacts and what became of them, and loses nothing",
     round_trip),
    ("jamid keeps contacts and CRL of an archive that Signet wrote, and revokes on top of it",
     contacts_and_revocations_kept),
    ("an account whose device certificate was renewed still goes to jamid", device_renewal_keeps_the_account),
]
