#!/usr/bin/env python3
"""Makes Fixtures/slip39/from-shamir-mnemonic.json: shares by shamir-mnemonic, the reference of SLIP-0039, for
RecoveryTests to open and to make anew.

    make-slip39-vectors.py           write them
    make-slip39-vectors.py --check   compare those in place, and open with shamir-mnemonic what Signet made
                                     (Fixtures/slip39/from-signet.json)

Nothing of Signet is used. What is random is not: it is a stream of SHA-256 from the name of the case, taken piece by
piece in the order in which shamir-mnemonic asks, so that Signet's shares of the same case have to be the same words.
Needs shamir-mnemonic, as `make vectors` puts it into .vectors/venv.
"""

import hashlib
import itertools
import json
import sys
from pathlib import Path

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics, rs1024, shamir, wordlist
from shamir_mnemonic.share import Share

FOLDER = Path(__file__).resolve().parent.parent.parent / "Fixtures/slip39"
OURS = FOLDER / "from-signet.json"
FILE = FOLDER / "from-shamir-mnemonic.json"


class Stream:
    """SHA-256(name, counter of four bytes), one behind the other."""

    def __init__(self, name):
        self.name, self.counter, self.rest = name.encode(), 0, b""

    def take(self, count):
        while len(self.rest) < count:
            self.rest += hashlib.sha256(self.name + self.counter.to_bytes(4, "big")).digest()
            self.counter += 1
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken


def shared(name, size, group_threshold, groups, passphrase="", exponent=0, extendable=True):
    secret = Stream(f"{name}, the secret").take(size)
    shamir.RANDOM_BYTES = Stream(name).take
    shares = generate_mnemonics(group_threshold, groups, secret, passphrase.encode(), extendable, exponent)
    return {"name": name, "secret": secret.hex(), "groupThreshold": group_threshold, "groups": groups,
            "passphrase": passphrase, "exponent": exponent, "extendable": extendable, "shares": shares}


def cases():
    yield shared("1 of 1", 32, 1, [(1, 1)])
    yield shared("1 of 1, the exponent of a kit", 32, 1, [(1, 1)], exponent=1)
    for threshold, count in [(2, 2), (2, 3), (3, 5), (5, 5), (2, 16), (16, 16)]:
        yield shared(f"{threshold} of {count}", 32, 1, [(threshold, count)])
    yield shared("with a passphrase", 32, 1, [(2, 3)], passphrase="correct horse ~!")
    yield shared("not extendable", 32, 1, [(3, 5)], extendable=False, exponent=2)
    yield shared("not extendable, with a passphrase", 16, 1, [(1, 1)], passphrase=" ", extendable=False)
    for size in range(16, 66, 2):
        yield shared(f"{size} bytes", size, 1, [(2, 2)])
    yield shared("two groups of four", 32, 2, [(1, 1), (1, 1), (3, 5), (2, 6)])
    yield shared("sixteen groups", 16, 16, [(1, 1)] * 16, extendable=False)


def numbers_to_words(numbers, extendable):
    text = b"shamir_extendable" if extendable else b"shamir"
    return " ".join(wordlist.words_from_indices(list(numbers) + rs1024.create_checksum(numbers, text)))


def changed(share, **fields):
    values = {**share.__dict__, **fields}
    return Share(**values).mnemonic()


def refused():
    """Sets of shares with one fault each, and the code of Signet's error."""
    three = [Share.from_mnemonic(words) for words in shared("faults", 32, 1, [(3, 5)])["shares"][0]]
    words = [share.mnemonic() for share in three]
    numbers = list(wordlist.mnemonic_to_indices(words[0]))
    other = shared("other", 32, 1, [(3, 5)])["shares"][0]
    groups = shared("groups", 32, 2, [(2, 3), (1, 1), (1, 1)])["shares"]
    flipped = bytes([three[1].value[0] ^ 1]) + three[1].value[1:]
    swapped = words[0].split()
    swapped[10], swapped[11] = swapped[11], swapped[10]
    yield "no shares", [], "sharesMissing"
    yield "a word that is not in the list", [words[0].replace(words[0].split()[5], "signet", 1)], "wordUnknown"
    yield "a word too few", [" ".join(words[0].split()[:-1])], "wordCountWrong"
    yield "a word too many", [words[0] + " academic"], "wordCountWrong"
    yield "nineteen words", [numbers_to_words(numbers[:16], True)], "wordCountWrong"
    yield "twenty-one words", [numbers_to_words(numbers[:18], True)], "wordCountWrong"
    yield "another word", [" ".join(words[0].split()[:-1] + ["academic"])], "shareChecksumWrong"
    yield "two words swapped", [" ".join(swapped)], "shareChecksumWrong"
    yield "the checksum of the other kind", [numbers_to_words(numbers[:1] + [numbers[1] ^ 16] + numbers[2:-3], True)
                                             ], "shareChecksumWrong"
    yield "padding", [numbers_to_words(numbers[:4] + [numbers[4] | 512] + numbers[5:-3], True)], "shareMalformed"
    yield "more groups needed than there are", [changed(three[0], group_threshold=2)], "shareMalformed"
    yield "one share", words[:1], "sharesMissing"
    yield "two shares", words[1:3], "sharesMissing"
    yield "two shares, one of them twice", [words[0], words[1], words[1]], "sharesMissing"
    yield "shares of two kits", words[:2] + other[2:3], "sharesMixed"
    yield "another exponent", words[:2] + [changed(three[2], iteration_exponent=1)], "sharesMixed"
    yield "another flag", words[:2] + [changed(three[2], extendable=False)], "sharesMixed"
    yield "another number of groups", words[:2] + [changed(three[2], group_count=2)], "sharesMixed"
    yield "another member threshold", words[:2] + [changed(three[2], member_threshold=2)], "sharesMixed"
    yield "another length", words[:2] + [changed(three[2], value=three[2].value[:16])], "sharesMixed"
    yield "one number twice", words[:2] + [changed(three[1], value=flipped)], "sharesContradict"
    yield "one bit of a share", [words[0], changed(three[1], value=flipped), words[2]], "sharesWrong"
    yield "a share under another number", words[:2] + [changed(three[2], index=7)], "sharesWrong"
    yield "a pair that says it is enough", [changed(share, member_threshold=2) for share in three[:2]], "sharesWrong"
    yield "four shares", words[:4], "sharesSuperfluous"
    yield "one group of two", groups[0][:2], "sharesMissing"
    yield "two groups, one without enough shares", [groups[0][0], groups[1][0]], "sharesMissing"
    yield "three groups of two", groups[0][:2] + groups[1] + groups[2], "sharesSuperfluous"


def is_refused(mnemonics):
    try:
        combine_mnemonics(mnemonics)
    except MnemonicError:
        return True
    return False


def content():
    faults = [{"name": name, "shares": mnemonics, "error": error} for name, mnemonics, error in refused()]
    wrong = [fault["name"] for fault in faults if fault["shares"] and not is_refused(fault["shares"])]
    assert not wrong, f"shamir-mnemonic takes {wrong}"
    return json.dumps({"cases": list(cases()), "refused": faults}, indent=1) + "\n"


def verifier(words):
    """What an account keeps of a share, by Man/signet-recovery.5."""
    header = 0
    for number in list(wordlist.mnemonic_to_indices(words))[:4]:
        header = header << 10 | number
    salt = b"signet recovery share 1" + header.to_bytes(5, "big")
    return hashlib.pbkdf2_hmac("sha256", Share.from_mnemonic(words).value, salt, 100_000).hex()


def check_ours():
    """Every kit that Signet made opens from every choice of enough shares, and from no smaller one."""
    opened = 0
    for kit in json.loads(OURS.read_text()):
        assert kit["record"]["verifiers"] == [verifier(words) for words in kit["shares"]], kit["name"]
        for chosen in itertools.combinations(kit["shares"], kit["threshold"]):
            assert combine_mnemonics(chosen).hex() == kit["seed"], kit["name"]
            opened += 1
        for chosen in itertools.combinations(kit["shares"], kit["threshold"] - 1):
            assert not chosen or is_refused(chosen), kit["name"]
    return opened


def main():
    if "--check" not in sys.argv:
        FILE.write_text(content())
        return
    if FILE.read_text() != content():
        sys.exit(f"{FILE.name} is not what shamir-mnemonic makes")
    print(f"{FILE.name} is what shamir-mnemonic makes, and it opens Signet's kits in {check_ours()} ways")


main()
