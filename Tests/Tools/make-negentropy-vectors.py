#!/usr/bin/env python3
"""Makes Fixtures/negentropy/vectors.json: numbers, bounds, fingerprints and whole dialogues of the Negentropy protocol
V1, by a second and much plainer reading of its specification: sets are sorted lists, and every sum is made anew.

    make-negentropy-vectors.py           write them
    make-negentropy-vectors.py --check   say whether those in place are the ones that would be written

IDs are not written out: ID number i of a world is SHA-256 of "WORLD:i". Needs nothing but Python.
"""

import hashlib
import json
import os
import sys
from bisect import bisect_left

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Fixtures", "negentropy", "vectors.json")
INFINITY = (2**64 - 1, b"")


def sha256(data):
    return hashlib.sha256(data).digest()


def ids(world, first, last):
    return [sha256(f"{world}:{i}".encode()) for i in range(first, last)]


def varint(number):
    digits = [number & 127]
    while number := number >> 7:
        digits.append(number & 127 | 128)
    return bytes(reversed(digits))


def fingerprint(items):
    total = sum(int.from_bytes(i, "little") for i in items) % 2**256
    return sha256(total.to_bytes(32, "little") + varint(len(items)))[:16]


def write(ranges):
    """ranges: (upper bound, mode, payload); bounds are (timestamp, prefix)."""
    out, last, held = b"\x61", 0, None
    for upper, mode, payload in ranges:
        if mode == 0:
            held = upper
            continue
        for (timestamp, prefix), m, p in ([(held, 0, b"")] if held else []) + [(upper, mode, payload)]:
            out += varint(0) if timestamp == INFINITY[0] else varint(timestamp - last + 1)
            last = last if timestamp == INFINITY[0] else timestamp
            out += varint(len(prefix)) + prefix + varint(m) + p
        held = None
    return out


def read(message):
    assert message[0] == 0x61
    at, last, ranges = 1, 0, []

    def number():
        nonlocal at
        value = 0
        while True:
            digit, at = message[at], at + 1
            value = value << 7 | digit & 127
            if digit < 128:
                return value

    def take(count):
        nonlocal at
        at += count
        return message[at - count:at]

    while at < len(message):
        encoded = number()
        prefix = take(number())
        last = last if encoded == 0 else last + encoded - 1
        upper = (INFINITY[0] if encoded == 0 else last, prefix)
        mode = number()
        if mode == 0:
            ranges.append((upper, 0, None))
        elif mode == 1:
            ranges.append((upper, 1, take(16)))
        else:
            ranges.append((upper, 2, [take(32) for _ in range(number())]))
    return ranges


class Side:
    def __init__(self, items, buckets, list_limit):
        self.items, self.buckets, self.list_limit = sorted(items), buckets, list_limit
        self.had, self.needed = [], []

    def below(self, bound):
        return len(self.items) if bound[0] else bisect_left(self.items, bound[1].ljust(32, b"\0"))

    def between(self, at):
        a, b = self.items[at - 1], self.items[at]
        shared = next(i for i in range(32) if a[i] != b[i])
        return (0, b[:shared + 1])

    def whole_list(self, low, high, upper):
        return (upper, 2, varint(high - low) + b"".join(self.items[low:high]))

    def divide(self, low, high, upper):
        if high - low <= self.list_limit:
            return [self.whole_list(low, high, upper)]
        parts, ranges, start = min(self.buckets, high - low), [], low
        for part in range(parts):
            end = start + (high - low) // parts + (part < (high - low) % parts)
            bound = upper if part == parts - 1 else self.between(end)
            ranges.append((bound, 1, fingerprint(self.items[start:end])))
            start = end
        return ranges

    def first(self):
        return write(self.divide(0, len(self.items), INFINITY))

    def answer(self, message, initiator):
        out, low = [], 0
        for upper, mode, payload in read(message):
            high = max(low, self.below(upper))
            own = self.items[low:high]
            if mode == 0 or mode == 1 and payload == fingerprint(own):
                out.append((upper, 0, b""))
            elif mode == 1:
                out += self.divide(low, high, upper)
            elif initiator:
                self.had += sorted(set(own) - set(payload))
                self.needed += sorted(set(payload) - set(own))
                out.append((upper, 0, b""))
            else:
                out.append(self.whole_list(low, high, upper))
            low = high
        return write(out)


def dialogue(name, asking, answering):
    """asking, answering: ([world, first, last]..., buckets, list limit)"""
    sides = [Side([i for s in sets for i in ids(*s)], buckets, limit) for sets, buckets, limit in (asking, answering)]
    messages = [sides[0].first()]
    while len(messages[-1]) > 1:
        messages.append(sides[1].answer(messages[-1], False))
        messages.append(sides[0].answer(messages[-1], True))
    return {
        "name": name,
        "initiator": {"sets": asking[0], "buckets": asking[1], "listLimit": asking[2]},
        "responder": {"sets": answering[0], "buckets": answering[1], "listLimit": answering[2]},
        # The last one is empty: the initiator has nothing left to say.
        "messages": [m.hex() for m in messages[:-1]],
        "had": [i.hex() for i in sides[0].had],
        "needed": [i.hex() for i in sides[0].needed],
    }


def bound_vector(bounds):
    """A message of skips would be empty, so each bound ends an empty list."""
    return {
        "bounds": [{"timestamp": str(t), "prefix": p.hex()} for t, p in bounds],
        "message": write([(b, 2, varint(0)) for b in bounds]).hex(),
    }


def vectors():
    numbers = [0, 1, 127, 128, 300, 16383, 16384, 2**32 - 1, 2**32, 2**56, 2**63, 2**64 - 1]
    a, b = sha256(b"a"), sha256(b"b")
    low = bytes(31) + b"\1"
    return {
        "varints": [{"number": str(n), "bytes": varint(n).hex()} for n in numbers],
        "bounds": [
            bound_vector([INFINITY]),
            bound_vector([(0, b"\x40"), (0, b"\x80\1"), INFINITY]),
            bound_vector([(5, b""), (5, b"\7"), (1000, b""), (2**63, b"\xff" * 32), INFINITY]),
            bound_vector([(2**64 - 2, b"")]),
        ],
        "fingerprints": [
            {"ids": [i.hex() for i in items], "fingerprint": fingerprint(items).hex()}
            for items in ([], [a], [a, b], [low], [b"\xff" * 32, b"\1" + bytes(31)], [b"\xff" * 32] * 1, ids("f", 0, 200))
        ],
        "dialogues": [
            dialogue("both empty", ([], 8, 8), ([], 8, 8)),
            dialogue("one against none", ([["w", 0, 1]], 8, 8), ([], 8, 8)),
            dialogue("none against many", ([], 8, 8), ([["w", 0, 60]], 8, 8)),
            dialogue("equal", ([["w", 0, 1000]], 8, 8), ([["w", 0, 1000]], 8, 8)),
            dialogue("some differ", ([["w", 0, 300], ["x", 0, 5]], 8, 8), ([["w", 3, 304]], 8, 8)),
            dialogue("disjoint", ([["x", 0, 40]], 8, 8), ([["y", 0, 50]], 8, 8)),
            dialogue("two strategies", ([["w", 0, 300], ["x", 0, 5]], 16, 32), ([["w", 3, 304]], 4, 3)),
            dialogue("asked by another strategy", ([["w", 7, 500]], 5, 2), ([["w", 0, 490]], 16, 32)),
        ],
    }


def main():
    text = json.dumps(vectors(), indent=1) + "\n"
    if "--check" in sys.argv[1:]:
        with open(FILE) as file:
            same = file.read() == text
        print("the vectors are as they should be" if same else "the vectors are others")
        return 0 if same else 1
    os.makedirs(os.path.dirname(FILE), exist_ok=True)
    with open(FILE, "w") as file:
        file.write(text)
    print(f"{len(text)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
