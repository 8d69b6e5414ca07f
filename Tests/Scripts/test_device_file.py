"""Linking by file: signet device join --request and --approval, signet device link --request --approval"""

import json
import os
import re
import time

from conftest import PASSWORD

QUICK_KEYS = True

DIGITS = re.compile(r"[1-9]\d{3}(-[1-9]\d{3}){3}")


def asked(new, name="asked.request", *words):
    """(path of the request, digits)"""
    path = new.folder / name
    answer = new.ok("device", "join", "--request", str(path), *words)
    assert DIGITS.fullmatch(answer["digits"]) and answer["path"] == str(path)
    return path, answer["digits"]


def approved(old, request, digits, *words, name="given.approval"):
    path = old.folder / name
    answer = old.ok("device", "link", "--request", str(request), "--approval", str(path), "--digits", digits, *words)
    assert answer["path"] == str(path)
    return path, answer


def states(home):
    return {device["name"]: (device["state"], device["role"]) for device in home.ok("device", "list")["devices"]}


def pending(home):
    joins = home.home / "joins"
    return sorted(os.listdir(joins)) if joins.exists() else []


def test_a_machine_without_network_is_linked_by_two_files(home_of, empty):
    old = home_of("none")
    request, digits = asked(empty, "a.request", "--device-name", "laptop")
    # The digits are in no file.
    assert digits not in request.read_text() and digits.replace("-", "") not in request.read_text()
    assert empty.ok("account", "list")["accounts"] == [] and len(pending(empty)) == 1
    approval, answer = approved(old, request, digits)
    assert (answer["role"], answer["deviceName"], answer["warnings"]) == ("leaf", "laptop", [])
    joined = empty.ok("device", "join", "--approval", str(approval))
    assert (joined["id"], joined["deviceId"], joined["role"]) == (old.id, answer["deviceId"], "leaf")
    assert states(old) == states(empty) == {"desk": ("active", "full"), "laptop": ("active", "leaf")}
    assert pending(empty) == [] and empty.ok("status")["keys"] == "ready"
    assert not (empty.home / "accounts" / old.id / "archive.gz").exists()
    # What one seals the other opens, as the account's word.
    sealed = empty.ok("packet", "seal", "--to", old.id, "--content", "from the cellar")["packets"][0]
    opened = old.ok("packet", "open", old.file(json.dumps(sealed).encode()))
    assert (opened["content"], opened["verified"]) == ("from the cellar", True)
    # The log says how it came in.
    assert [event["kind"] for event in old.ok("history")["events"]].count("deviceAdded") == 1


def test_a_full_device_by_file_gets_the_archive_under_its_password(home_of, empty):
    old = home_of("password")
    request, digits = asked(empty)
    password = ["--password-file", old.secret(PASSWORD)]
    approval, answer = approved(old, request, digits, "--role", "full", *password)
    assert PASSWORD.encode() not in approval.read_bytes()
    joined = empty.ok("device", "join", "--approval", str(approval))
    assert answer["role"] == joined["role"] == "full"
    backup = str(empty.folder / "backup.gz")
    empty.refused(3, "wrongPasswordOrDamaged", "backup", "create", backup, "--password-file", empty.secret("wrong"))
    empty.ok("backup", "create", backup, "--password-file", empty.secret(PASSWORD))


def test_an_approval_is_used_once_and_a_request_can_be_approved_again(home_of, empty):
    old = home_of("none")
    request, digits = asked(empty)
    first, one = approved(old, request, digits, name="first")
    before = old.ok("log")
    # The stick was lost on the way: the same request gives the same device, and the log says nothing twice.
    second, two = approved(old, request, digits, name="second")
    assert one["deviceId"] == two["deviceId"]
    assert old.ok("log")["statements"] == before["statements"]
    empty.ok("device", "join", "--approval", str(second))
    tree = empty.tree()
    for used in (first, second):
        empty.refused(2, "requestUnknown", "device", "join", "--approval", str(used))
    empty.wait_idle()
    assert len(empty.ok("account", "list")["accounts"]) == 1 and empty.tree() == tree


def test_wrong_digits_link_nothing_and_the_request_is_as_good_as_before(home_of, empty):
    old = home_of("none")
    request, digits = asked(empty)
    before, tree = old.ok("device", "list"), old.tree()
    wrong = digits[:-1] + ("1" if digits[-1] != "1" else "2")
    path = str(old.folder / "a.approval")
    words = ["device", "link", "--request", str(request), "--approval", path]
    for typed in (wrong, digits[:-5], "twelve"):
        old.refused(2, "digitsWrong", *words, "--digits", typed)
    old.refused(2, "digitsNeeded", *words)
    assert old.ok("device", "list") == before and not os.path.exists(path)
    old.wait_idle()
    assert old.tree() == tree
    approval, _ = approved(old, request, digits)
    empty.ok("device", "join", "--approval", str(approval))


def test_a_request_that_was_changed_on_its_way_is_not_approved(home_of, empty):
    old, mallory = home_of("none"), home_of("eve")
    request, digits = asked(empty, "a.request", "--device-name", "laptop")
    mine, _ = asked(mallory, "m.request", "--device-name", "laptop")
    before, tree = old.ok("device", "list"), old.tree()
    content = request.read_bytes()
    members, other = json.loads(content), json.loads(mine.read_bytes())

    def altered(**changes):
        return (json.dumps({**members, **changes}, separators=(",", ":"), ensure_ascii=False) + "\n").encode()

    assert altered() == content  # so that what is refused below is refused for its change
    spoilt = bytearray(content)
    spoilt[len(content) // 2] ^= 1
    cases = [
        # Mallory's own keys under the digits that the person types, with everything else of the true request.
        ("digitsWrong", altered(wrap=other["wrap"])),
        ("digitsWrong", altered(device=other["device"], signing=other["signing"], wrap=other["wrap"])),
        ("digitsWrong", mine.read_bytes()),
        ("digitsWrong", altered(name="notebook")),
        ("digitsWrong", altered(madeAt=members["madeAt"] + 1)),
        ("requestExpired", altered(madeAt=members["madeAt"] - 8 * 86_400)),
        ("requestExpired", altered(madeAt=members["madeAt"] + 2 * 86_400)),
        ("requestMalformed", altered(version=2)),
        ("requestMalformed", altered(extra=1)),
        ("requestMalformed", content + b" "),
        ("requestMalformed", content[:-40]),
        ("requestMalformed", b""),
        ("requestMalformed", b"\0" * 2000),
        ("requestMalformed", b"[" * 30_000),
        ("fileTooLarge", b" " * 70_000),
    ]
    for number, (code, bytes) in enumerate([*cases, (None, spoilt)]):
        path = old.folder / f"{number}.approval"
        answer = old.run("device", "link", "--request", old.file(bytes), "--approval", str(path), "--digits", digits)
        assert answer.status in (1, 2, 3) and not path.exists(), (number, answer)
        if code:
            assert answer.code == code, (number, answer)
    old.refused(1, "fileNotFound", "device", "link", "--request", str(old.folder / "none"), "--approval",
                str(old.folder / "x"), "--digits", digits)
    old.wait_idle()
    assert old.ok("device", "list") == before and old.tree() == tree


def test_an_approval_that_is_changed_foreign_cut_or_giant_is_refused_and_the_right_one_is_taken(home_of, empty):
    old, eve = home_of("none"), home_of("eve")
    request, digits = asked(empty)
    approval, _ = approved(old, request, digits)
    content = approval.read_bytes()
    # Eve has seen the request, and has no digits. She approves a request of her own that has the same keys.
    elsewhere = home_of("bob")
    foreign_request, foreign_digits = asked(elsewhere)
    foreign, _ = approved(eve, foreign_request, foreign_digits)
    tree = empty.tree()
    cases = {"approvalMalformed": [b"", b"hello", content[:30], b"\0" * 5000, content[:600]],
             "approvalUnreadable": [content[:-1], content + b"\0"],
             "requestUnknown": [foreign.read_bytes()]}
    # One byte of each part: what is in front, the wrapped key, the iv, the content, the tag.
    for place in (20, 60, 700, len(content) // 2, len(content) - 3):
        spoilt = bytearray(content)
        spoilt[place] ^= 1
        cases.setdefault("requestUnknown" if place < 48 else "approvalUnreadable", []).append(bytes(spoilt))
    for code, contents in cases.items():
        for bytes_ in contents:
            answer = empty.run("device", "join", "--approval", empty.file(bytes_))
            assert (answer.code, answer.status in (1, 2, 3)) == (code, True), (len(bytes_), answer)
    # The header of the true one over the content of another.
    answer = empty.run("device", "join", "--approval", empty.file(content[:48] + foreign.read_bytes()[48:]))
    assert answer.code == "approvalUnreadable"
    giant = empty.folder / "giant"
    with open(giant, "wb") as file:
        file.truncate(200 << 20)
    empty.refused(1, "fileTooLarge", "device", "join", "--approval", str(giant))
    empty.wait_idle()
    assert empty.ok("account", "list")["accounts"] == [] and empty.tree() == tree
    empty.ok("device", "join", "--approval", str(approval))


def test_a_request_that_nobody_answers_is_forgotten_and_an_old_approval_refused(home_of, empty):
    old = home_of("none")
    request, digits = asked(empty)
    approval, _ = approved(old, request, digits)
    [name] = pending(empty)
    past = time.time() - 9 * 86_400
    os.utime(empty.home / "joins" / name, (past, past))
    empty.refused(2, "requestUnknown", "device", "join", "--approval", str(approval))
    assert pending(empty) == [] and empty.ok("account", "list")["accounts"] == []


def test_no_file_is_written_over_and_a_failed_request_leaves_nothing(home_of, empty):
    old = home_of("none")
    there = empty.folder / "there"
    there.write_text("mine")
    empty.ok("account", "list")
    tree = empty.tree()
    empty.refused(2, "fileExists", "device", "join", "--request", str(there))
    empty.refused(1, "fileNotFound", "device", "join", "--request", str(empty.folder / "none" / "x"))
    empty.refused(64, "usage", "device", "join", "--request", "a", "--approval", "b")
    empty.refused(64, "usage", "device", "join")
    old.refused(64, "usage", "device", "link", "--request", "a")
    old.refused(64, "usage", "device", "link", "LINK", "--request", "a", "--approval", "b")
    empty.wait_idle()
    assert empty.tree() == tree and there.read_text() == "mine"
    request, digits = asked(empty)
    before = old.ok("device", "list")
    old.refused(2, "fileExists", "device", "link", "--request", str(request), "--approval", str(there), "--digits",
                digits)
    assert old.ok("device", "list") == before and there.read_text() == "mine"
    # An approval that cannot be written: the device is in the account, and the same request makes the same one of it.
    folder = old.folder / "full"
    folder.mkdir()
    folder.chmod(0o500)
    if os.access(folder, os.W_OK):
        return  # for root no folder is closed
    old.refused(1, "linkUnfinished", "device", "link", "--request", str(request), "--approval", str(folder / "x"),
                "--digits", digits)
    approved(old, request, digits)
    assert len(old.ok("device", "list")["devices"]) == 2


def test_a_person_types_the_digits_and_is_told_of_a_wrong_entry(home_of, empty):
    old = home_of("none")
    request, digits = asked(empty, "a.request", "--device-name", "laptop")
    approve = old.terminal("device", "link", "--request", str(request), "--approval", str(old.folder / "a"))
    approve.expect(r"laptop \(Linux .*asks to become a leaf device")
    approve.expect("Digits that the new device shows: ")
    approve.sendline("1000 1000 1000")
    approve.expect("four groups of four; that was no try")
    approve.sendline("1000 1000 1000 1000")
    approve.expect("tries left: 2")
    approve.sendline(digits.replace("-", " "))
    approve.expect("role +leaf")
    approve.wait()
    assert approve.exitstatus == 0


def test_an_approver_of_less_than_a_day_is_told_that_nobody_counts_the_new_device_yet(home_of, empty):
    first = home_of("none")
    young = empty
    request, digits = asked(young, "young.request", "--device-name", "young")
    approval, old_answer = approved(first, request, digits, "--role", "full")
    assert "pendingUntil" not in old_answer
    young.ok("device", "join", "--approval", str(approval))
    third = home_of("bob")
    request, digits = asked(third, "third.request", "--device-name", "third")
    _, answer = approved(young, request, digits)
    day = 86_400
    assert 0.9 * day < answer["pendingUntil"] - time.time() <= day
    [warning] = answer["warnings"]
    assert "less than a day ago" in warning and "recovery key may countersign" in warning
    assert states(young)["third"] == ("pending", "leaf")
    # In words too.
    request, digits = asked(third, "again.request", "--device-name", "fourth")
    told = young.text("device", "link", "--request", str(request), "--approval", str(young.folder / "words"),
                      "--digits", digits)
    assert told.status == 0 and "less than a day ago" in told.err and "pending until" in told.out
