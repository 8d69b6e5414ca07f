"""Passwords changed by either side."""

import os

from Harness import archive
from Harness.report import Failed, check_equal, step
from world import ODD_PASSWORDS

WRONG = (3, "wrongPasswordOrDamaged")


def refused_by_jamid(world, path, password):
    from jamid import JamidError

    with world.jamids() as jamid:
        try:
            jamid.restore(path, password)
        except JamidError:
            return
    raise Failed("jamid opened the file with a password that is no longer its")


def changed_by_jamid(world):
    """Signet's account goes to jamid, gets another password there, and comes back."""
    with world.signet() as signet, world.jamids() as jamid:
        identifier = signet.create("Changed", "old password")
        path = world.path("a.gz")
        signet.back_up(path, password="old password")
        jamid.restore(path, "old password")
        jamid.change_password("old password", "new password")
        changed = jamid.export(world.path("b.gz"), "new password")
        signet.refused(*WRONG, "backup", "inspect", changed, password="old password")
        check_equal(signet.inspect(changed, "new password")["id"], identifier, "the Jami ID")
        # The account at home keeps its own password; the file's opens only the file.
        signet.ok("backup", "restore", changed, "--merge", password="new password", account_password="old password")
        signet.back_up(world.path("c.gz"), password="old password")


def changed_by_signet(world):
    """`backup password` on a file that jamid wrote: jamid opens it with the new one only."""
    with world.jamids() as jamid:
        identifier = jamid.create("old password", "Jami's own")
        path = jamid.export(world.path("export.gz"), "old password")
    with world.signet() as signet:
        signet.refused(*WRONG, "backup", "password", path, password="wrong", new="new password")
        archive.open_archive(path, b"old password")
        signet.ok("backup", "password", path, password="old password", new="new password")
        signet.refused(*WRONG, "backup", "verify", path, password="old password")
        check_equal(os.stat(path).st_mode & 0o777, 0o600, "the mode of the file")
        with world.jamids() as jamid:
            check_equal(jamid.restore(path, "new password"), identifier, "the Jami ID")
            check_equal(jamid.restart(), "REGISTERED", "jamid's state")
        refused_by_jamid(world, path, "old password")
        with step("no password at all"):
            signet.ok("backup", "password", path, password="new password", new="")
            with world.jamids() as jamid:
                check_equal(jamid.restore(path), identifier, "the Jami ID")
                check_equal(jamid.has_password(), False, "whether jamid wants a password")


def odd_passwords_of_signet(world):
    """Each of the odd ones, set by Signet, opens in jamid."""
    with world.signet() as signet:
        identifier = signet.create("Odd", "start")
        path = world.path("odd.gz")
        signet.back_up(path, password="start")
        password = "start"
        for why, odd in ODD_PASSWORDS.items():
            with step(why):
                signet.ok("backup", "password", path, password=password, new=odd)
                with world.jamids() as jamid:
                    check_equal(jamid.restore(path, odd), identifier, "the Jami ID")
                password = odd
    return f"{len(ODD_PASSWORDS)} passwords"


def account_password(world):
    """`account password`: the next backup has the new one."""
    with world.signet() as signet, world.jamids() as jamid:
        identifier = signet.create("Home", "one")
        signet.ok("account", "password", password="one", new="two")
        signet.refused(*WRONG, "backup", "create", world.path("refused.gz"), password="one")
        path = world.path("home.gz")
        signet.back_up(path, password="two")
        check_equal(jamid.restore(path, "two"), identifier, "the Jami ID")
        check_equal(jamid.restart(), "REGISTERED", "jamid's state")


TESTS = [
    ("a password changed by jamid: Signet opens with the new one and not with the old", changed_by_jamid),
    ("a password changed by `backup password`: jamid opens with the new one and not with the old", changed_by_signet),
    ("odd passwords set by Signet open in jamid", odd_passwords_of_signet),
    ("a password changed by `account password` is the one that the next backup has in jamid", account_password),
]
