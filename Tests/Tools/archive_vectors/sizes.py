"""Archives at the limits, and beyond them: small files that would cost their reader much."""

import zlib

from .account import b64, base, with_raw
from .packing import KEY, gz, gz_raw, gz_stream, seal

MIB = 1 << 20


def add(vectors):
    inflated(vectors)
    structure(vectors)
    entries(vectors)


def padded(size):
    """An archive's text of exactly `size` bytes, the padding in a string."""
    head, tail = b'{"a":"', b'",' + base()[1:]
    return head + b"x" * (size - len(head) - len(tail)) + tail


def inflated(vectors):
    vectors.ok("64-mib", gz(gz(padded(64 * MIB))), "a text of 64 MiB")
    vectors.ok("64-mib-encrypted", seal(zlib.compress(padded(64 * MIB))), "a text of 64 MiB, encrypted", key=KEY)

    def bad(name, data, what, **secret):
        vectors.add(name, "tooLarge", data, what, **secret)

    bad("64-mib-and-one", gz(gz(padded(64 * MIB + 1))), "a text of 64 MiB and one byte")
    bad("64-mib-and-one-encrypted", seal(zlib.compress(padded(64 * MIB + 1))), "the same, encrypted", key=KEY)
    zeros = gz_stream(bytes(MIB) for _ in range(1024))
    bad("1-gib", gz(zeros), "1 GiB of zeros, twice compressed")
    bad("1-gib-with-key", zeros[:70_000], "1 GiB of zeros, of which 70,000 bytes are more than enough, and a key", key=KEY)
    bad("100-mib-inside", seal(gz_stream(b" " * MIB for _ in range(100))), "100 MiB of spaces inside", key=KEY)
    bad("three-layers", gz(gz(gz(base()))), "three layers of gzip")
    blocks = b"\0\0\0\xff\xff" * 300_000
    bad("blocks", gz(gz_raw(blocks + b"\x01\0\0\xff\xff")), "300,000 empty blocks")


def structure(vectors):
    def bad(name, raw, what):
        vectors.add(name, "tooLarge", gz(with_raw(raw)), what)

    def ok(name, raw, what):
        vectors.ok(name, gz(with_raw(raw)), what)

    ok("100-levels", b'"x":' + b"[" * 99 + b"]" * 99, "100 levels")
    ok("100-levels-of-objects", b'"x":' + b'{"x":' * 98 + b"{}" + b"}" * 98, "100 levels of objects")
    bad("101-levels", b'"x":' + b"[" * 100 + b"]" * 100, "101 levels")
    bad("101-levels-of-objects", b'"x":' + b'{"x":' * 99 + b"{}" + b"}" * 99, "101 levels of objects")
    bad("1000000-levels", b'"x":' + b"[" * 1_000_000, "a million open brackets")
    count = 200_000 - 2 - base().count(b'":')
    ok("200000-values", b'"x":[' + b",".join([b"0"] * count) + b"]", "200,000 values")
    bad("200001-values", b'"x":[' + b",".join([b"0"] * (count + 1)) + b"]", "200,001 values")
    bad("5000000-values", b'"x":[' + b",".join([b"[]"] * 5_000_000) + b"]", "five million values")
    names = b",".join(b'"%d":0' % number for number in range(20_000))
    ok("20000-names", b'"x":{' + names + b"}", "20,000 names in one object")


def entries(vectors):
    def bad(name, data, what):
        vectors.add(name, "tooLarge", gz(data), what)

    bad("key", base(ringAccountKey=b64(bytes(65537))), "an account key of 64 KiB and a byte")
    bad("chain", base(ringAccountCert=b64(bytes(256 * 1024 + 1))), "a chain of 256 KiB and a byte")
    bad("crl", base(ringAccountCRL=b64(bytes(256 * 1024 + 1))), "a revocation list of 256 KiB and a byte")
