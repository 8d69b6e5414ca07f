"""Archives that a real jamid wrote, opened by Signet."""

import time

from Harness import archive
from Harness.report import check, check_equal, step
from world import ODD_PASSWORDS, some_id

WRONG = (3, "wrongPasswordOrDamaged")


def opens(signet, path, password, identifier):
    """All that a person does with a file: look into it, verify it. The `inspect` answer."""
    answer = signet.inspect(path, password=password)
    check_equal(answer["id"], identifier, "the Jami ID")
    check_equal(answer["hasPassword"], bool(password), "hasPassword")
    signet.ok("backup", "verify", str(path), password=password)
    return answer


def restores(world, path, password, identifier):
    """A restore into an empty home makes a second device of the same account; the home's backup still opens."""
    with world.signet() as signet:
        restored = signet.ok("backup", "restore", str(path), password=password)
        check_equal(restored["id"], identifier, "the Jami ID after the restore")
        check_equal([a["id"] for a in signet.ok("account", "list")["accounts"]], [identifier], "the accounts")
        again = world.path("again.gz")
        signet.back_up(again, password=password)
        check_equal(archive.jami_id(archive.open_archive(again, (password or "").encode())), identifier,
                    "the Jami ID in Signet's own backup")
        return signet.ok("account", "show")


def without_a_password(world):
    with world.jamids() as jamid, world.signet() as signet:
        identifier = jamid.create(name="Ada Ünïcode ☕")
        path = jamid.export(world.path("export.gz"))
        answer = opens(signet, path, None, identifier)
        check_equal(answer["displayName"], "Ada Ünïcode ☕", "the name")
        signet.refused(*WRONG, "backup", "verify", path, password="a password for a file that has none")
        shown = restores(world, path, None, identifier)
        check_equal(shown["displayName"], "Ada Ünïcode ☕", "the name after the restore")
        check_equal(shown["hasPassword"], False, "hasPassword after the restore")


def with_odd_passwords(world):
    """One account, its password changed by jamid again and again: the old ones must not open the new files."""
    with world.jamids() as jamid, world.signet() as signet:
        password = "first password"
        identifier = jamid.create(password)
        path = jamid.export(world.path("export.gz"), password)
        opens(signet, path, password, identifier)
        signet.refused(3, "passwordNeeded", "backup", "inspect", path)
        for why, odd in ODD_PASSWORDS.items():
            with step(why):
                jamid.change_password(password, odd)
                path = jamid.export(world.path("export.gz"), odd)
                opens(signet, path, odd, identifier)
                signet.refused(*WRONG, "backup", "verify", path, password=password)
                if odd.strip() and odd != odd.strip():
                    signet.refused(*WRONG, "backup", "verify", path, password=odd.strip())
                password = odd
        restores(world, path, password, identifier)
        jamid.change_password(password, "")
        path = jamid.export(world.path("export.gz"))
        opens(signet, path, None, identifier)
        return f"{len(ODD_PASSWORDS)} passwords"


def contact_states(world):
    """Added, confirmed, banned, removed, and added again: what jamid keeps is what Signet shows."""
    with world.jamids(2) as (jamid, friend), world.signet() as signet:
        identifier = jamid.create("pw", "Carla")
        friend.create()
        jamid.befriend(friend)
        for name in ("added", "banned", "removed", "again"):
            jamid.add_contact(some_id(name))
        time.sleep(1.1)  # its clock has whole seconds: a removal in the same second would not count as later
        jamid.remove_contact(some_id("banned"), ban=True)
        jamid.remove_contact(some_id("removed"))
        jamid.remove_contact(some_id("again"))
        time.sleep(1.1)
        jamid.add_contact(some_id("again"))
        path = jamid.export(world.path("contacts.gz"), "pw")
        expected = {
            friend.jami_id(): ("active", True), some_id("added"): ("active", False),
            some_id("banned"): ("blocked", False), some_id("removed"): ("removed", False),
            some_id("again"): ("active", False),
        }
        check_equal(archive.contact_states(archive.open_archive(path, b"pw")), expected, "what jamid wrote")
        check_equal(signet.states(opens(signet, path, "pw", identifier)), expected, "`backup inspect`")
        check_equal(signet.states(restores(world, path, "pw", identifier)), expected, "`account show` after a restore")


def revocations(world):
    """Two devices revoked one after the other. An older export merged in takes nothing back."""
    with world.jamids(3) as (jamid, second, third):
        identifier = jamid.create("pw")
        first_export = jamid.export(world.path("before.gz"), "pw")
        for other in (second, third):
            other.restore(first_export, "pw")
        exports = [first_export]
        for other in (second, third):
            jamid.revoke(other.device_id(), "pw")
            exports.append(jamid.export(world.path("revoked.gz"), "pw"))
    with world.signet() as signet:
        for count, path in enumerate(exports):
            check_equal(len(archive.revoked_serials(archive.open_archive(path, b"pw"))), count, "in jamid's CRL")
            check_equal(opens(signet, path, "pw", identifier)["revokedCount"], count, "revokedCount of `inspect`")
        signet.ok("backup", "restore", exports[2], password="pw")
        check_equal(signet.ok("account", "show")["revokedCount"], 2, "revokedCount after the restore")
        for path in exports:
            signet.ok("backup", "restore", path, "--merge", password="pw")
            check_equal(signet.ok("account", "show")["revokedCount"], 2, "revokedCount after merging an older export")
        back = world.path("back.gz")
        signet.back_up(back, password="pw")
        serials = archive.revoked_serials(archive.open_archive(back, b"pw"))
        newest = archive.revoked_serials(archive.open_archive(exports[2], b"pw"))
        check(set(newest) <= set(serials), f"Signet's backup lost revocations: {newest} became {serials}")


TESTS = [
    ("a jamid export without a password is inspected, verified and restored", without_a_password),
    ("jamid exports open with odd passwords, changed by jamid, and not with the one before", with_odd_passwords),
    ("contacts of jamid keep their states: added, confirmed, banned, removed, added again", contact_states),
    ("devices revoked by jamid are counted, and no older export takes a revocation back", revocations),
]
