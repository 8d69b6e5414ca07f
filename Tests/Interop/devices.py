"""Devices thrown out and keys changed by Signet, as a real jamid sees it; and devices thrown out by jamid on top."""

import time

from Harness import archive
from Harness.linking import link
from Harness.relay import Relay
from Harness.report import check, check_equal
from to_jamid import lasts

PASSWORD = "throw it out"


def until_keys_are_there(signet):
    deadline = time.monotonic() + 180
    while signet.ok("status")["keys"] != "ready" or signet.ok("status")["operations"]:
        check(time.monotonic() < deadline, "the account's keys were not made within three minutes")
        time.sleep(0.2)


def serials(path):
    return archive.revoked_serials(archive.open_archive(path, PASSWORD.encode()))


def revocations_of_both(world):
    """Signet throws a device out, jamid takes the archive and throws another one out on top; none is lost on the way,
    and the account stays what it is."""
    with world.signet() as desk, world.signet() as phone, world.jamids(2) as (jamid, second):
        identifier = desk.create("Ada", PASSWORD)
        until_keys_are_there(desk)
        with Relay() as relay:
            lost = link(desk, phone, relay, "--role", "full", "--password-file", desk.secret(PASSWORD))
        desk.ok("device", "revoke", lost, "--reason", "lost", "--yes", password=PASSWORD)
        after = world.path("after.gz")
        desk.back_up(after, password=PASSWORD)
        ours = serials(after)
        check(ours, "the revocation list names nobody")

        check_equal(jamid.restore(after, PASSWORD), identifier, "the Jami ID in jamid")
        lasts(world, jamid, after, PASSWORD)
        second.restore(after, PASSWORD)
        jamid.revoke(second.device_id(), PASSWORD)
        both = world.path("both.gz")
        jamid.export(both, PASSWORD)
        check_equal(serials(both)[:len(ours)], ours, "our entries in jamid's list")
        check_equal(len(serials(both)), len(ours) + 1, "entries after jamid threw a device out")

        desk.ok("backup", "restore", both, "--merge", password=PASSWORD)
        merged = world.path("merged.gz")
        desk.back_up(merged, password=PASSWORD)
        check_equal(sorted(serials(merged)), sorted(serials(both)), "entries after the merge")
        # Ours from before knows nothing of jamid's, and takes nothing back.
        desk.ok("backup", "restore", after, "--merge", password=PASSWORD)
        again = world.path("again.gz")
        desk.back_up(again, password=PASSWORD)
        check_equal(sorted(serials(again)), sorted(serials(both)), "entries after an older archive was merged in")


def rotated_keys(world):
    """New receive keys change nothing for jamid. A signing key and a device that were replaced are on its list."""
    with world.signet() as desk, world.jamids() as jamid:
        identifier = desk.create("Ada", PASSWORD)
        until_keys_are_there(desk)
        for purpose in ("receive", "wrap", "signing", "device"):
            desk.ok("key", "rotate", purpose, password=PASSWORD)
            until_keys_are_there(desk)
        path = world.path("rotated.gz")
        desk.back_up(path, password=PASSWORD)
        check(len(serials(path)) >= 3, "the former signing keys and the former device are not on the list")
        check_equal(jamid.restore(path, PASSWORD), identifier, "the Jami ID in jamid")
        lasts(world, jamid, path, PASSWORD)


def rotated_account(world):
    """The account under another key is another one for jamid; it takes that, stays it through a restart, and what it
    throws out comes on top of what Signet had thrown out under the key of before."""
    with world.signet() as desk, world.signet() as phone, world.jamids(2) as (jamid, second):
        old = desk.create("Ada", PASSWORD)
        until_keys_are_there(desk)
        with Relay() as relay:
            lost = link(desk, phone, relay, "--role", "full", "--password-file", desk.secret(PASSWORD))
        answer = desk.ok("device", "revoke", lost, "--reason", "lost", "--yes", "--rotate-account", "yes",
                         password=PASSWORD)
        first = answer["accountRotation"]["newId"]
        new = desk.ok("key", "rotate", "account", "--yes", password=PASSWORD)["accountRotation"]["newId"]
        check_equal(len({old, first, new}), 3, "different Jami IDs")
        path = world.path("rotated.gz")
        desk.back_up(path, password=PASSWORD)
        ours = serials(path)
        check(ours, "the revocation list under the new key names nobody")
        check_equal(jamid.restore(path, PASSWORD), new, "the Jami ID in jamid")
        lasts(world, jamid, path, PASSWORD)
        second.restore(path, PASSWORD)
        jamid.revoke(second.device_id(), PASSWORD)
        both = world.path("both.gz")
        jamid.export(both, PASSWORD)
        check_equal(serials(both)[:len(ours)], ours, "our entries in jamid's list")
        check_equal(len(serials(both)), len(ours) + 1, "entries after jamid threw a device out")
        desk.ok("backup", "restore", both, "--merge", password=PASSWORD)
        merged = world.path("merged.gz")
        desk.back_up(merged, password=PASSWORD)
        check_equal(sorted(serials(merged)), sorted(serials(both)), "entries after the merge")


TESTS = [
    ("an account whose key was rotated goes to jamid, with all that was thrown out before", rotated_account),
    ("Signet throws a device out, jamid another one on top: nothing is lost either way", revocations_of_both),
    ("an archive with rotated keys goes to jamid", rotated_keys),
]
