"""Archives whose frame is broken: secrets that do not fit, missing ends, streams that do not inflate."""

import zlib

from .account import base
from .layouts import PASSWORDS
from .packing import KEY, OTHER_KEY, deflate, flip, gz, gz_header, gz_raw, noise, seal, seal_legacy, seal_password

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + noise(200)


def add(vectors):
    wrong(vectors)
    truncated(vectors)
    outer(vectors)
    inner(vectors)
    missing_secret(vectors)


def wrong(vectors):
    body = base()
    packed = zlib.compress(body)

    def bad(name, data, what, password=None, key=None):
        vectors.add(name, "wrongPasswordOrDamaged", data, what, password, key)

    sealed = seal_password(packed, "Right password")
    for name, password in {
        "other": "wrong", "case": "right password", "space-behind": "Right password ", "shorter": "Right passwor",
        "line-feed-behind": "Right password\n", "empty": "",
    }.items():
        bad(f"password-{name}", sealed, f"wrong password: {name}", password=password)
    bad("password-nfd-for-nfc", seal_password(packed, PASSWORDS["nfc"]), "NFD form of an NFC password",
        password=PASSWORDS["nfd"])
    bad("password-for-key", seal(packed), "a password where a raw key belongs", password="password")
    bad("key-other", seal(packed), "another raw key", key=OTHER_KEY)
    bad("key-for-password", sealed, "a raw key where a password belongs", key=KEY)
    bad("gzip-with-password", gz(body), "a password for gzip without encryption", password="x")
    bad("gzip-with-key", gz(body), "a key for gzip without encryption", key=KEY)
    bad("double-gzip-with-key", gz(gz(body)), "a key for double gzip without encryption", key=KEY)
    bad("bare-json-with-key", body, "a key for bare JSON", key=KEY)
    sealed = seal(packed)
    bad("salt-changed", flip(seal_password(packed, "salted"), 3), "one bit of the salt", password="salted")
    for name, offset in {
        "iv-first": 16, "iv-last": 27, "text-first": 28, "text-middle": len(sealed) // 2, "text-last": -17,
        "tag-first": -16, "tag-last": -1,
    }.items():
        bad(f"bit-{name}", flip(sealed, offset), f"one bit changed: {name}", key=KEY)
    bad("byte-appended", sealed + b"\0", "one byte more", key=KEY)
    bad("byte-missing", sealed[:-1], "one byte less", key=KEY)
    bad("half-missing", sealed[:len(sealed) // 2], "the second half is missing", key=KEY)
    bad("no-salt", sealed[16:], "salt left out (a known fault of newer daemons)", key=KEY)
    bad("blocks-swapped", sealed[:28] + sealed[44:60] + sealed[28:44] + sealed[60:], "two blocks swapped", key=KEY)
    bad("44-zeros", bytes(44), "44 zeros", key=KEY)
    bad("44-random", noise(44), "44 random bytes", key=KEY)
    bad("alien-file", PNG, "a picture", key=KEY)
    bad("gzip-around-bit", gz(flip(sealed, 100)), "one bit changed, then gzip", key=KEY)
    bad("legacy-bit", flip(seal_legacy(packed), 60), "one bit changed under a legacy tag", key=KEY)
    bad("salt-like-gzip-bit", flip(seal(packed, salt=b"\x1f\x8b\x08\xff" + noise(12)), 40),
        "one bit changed behind a salt that begins like gzip", key=KEY)


def truncated(vectors):
    body = base()
    packed = gz(body)
    sealed = seal(zlib.compress(body))

    def cut(name, data, what, **secret):
        vectors.add(name, "truncated", data, what, **secret)

    cut("empty-file", b"", "an empty file")
    cut("empty-file-with-key", b"", "an empty file", key=KEY)
    for count in (1, 2, 3, 9, 10, 11, 500):
        cut(f"gzip-{count}", packed[:count], f"gzip cut to {count} bytes")
    cut("gzip-half", packed[:len(packed) // 2], "gzip cut in the middle")
    for count in (1, 4, 5, 8):
        cut(f"gzip-without-last-{count}", packed[:-count], f"gzip without its last {count} bytes")
    cut("gzip-name", gz_header(body, 8, b"archive\0")[:14], "gzip cut inside the file name")
    cut("double-gzip-outer", gz(gz(body))[:-9], "double gzip, the outer cut")
    cut("double-gzip-inner", gz(packed[:-9]), "double gzip, the inner cut")
    for count in (1, 15, 16, 27, 28, 43):
        cut(f"encrypted-{count}", sealed[:count], f"encrypted, cut to {count} bytes", key=KEY)
    cut("encrypted-43-password", sealed[:43], "encrypted, cut to 43 bytes", password="x")
    cut("gzip-around-half", gz(sealed)[:len(sealed) // 2], "gzip around the encryption, cut", key=KEY)
    cut("gzip-around-43", gz(sealed[:43]), "43 encrypted bytes, then gzip", key=KEY)


def outer(vectors):
    body = base()
    packed = gz(body)

    def bad(name, data, what, **secret):
        vectors.add(name, "gzip", data, what, **secret)

    bad("reserved-flags", flip(packed, 3, 0xE0), "reserved flags in the header")
    bad("header-checksum", gz_header(body, 2, b"\0\0"), "wrong checksum of the header")
    # Each deflate stream below has one fault; they are those of zlib's own test infcover.c.
    for name, deflated in {
        "block-type": "06", "stored-length": "0000000000", "too-many-codes": "fc0000", "code-lengths": "0400feff",
        "length-repeat": "0400244900", "no-end-of-block": "040024e9ff6d",
        "literal-set": "0480499224499224 71ffff931100", "distance-set": "0480499224499224 0fb4ffffc384",
        "literal-code": "04c08108000000002 07feb0b0000", "distance-code": "027effff",
        "distance-too-far": "0cc081000000000090ff6b0400",
    }.items():
        bad(name, gz_raw(bytes.fromhex(deflated.replace(" ", ""))), f"deflate: {name}")
    bad("middle", flip(packed, len(packed) // 2, 0x55), "bits changed in the middle")
    bad("first-block", flip(packed, 10, 0x06), "the type of the first block changed")
    bad("checksum", flip(packed, -5), "one bit of the checksum")
    bad("length", flip(packed, -1), "one bit of the length")
    bad("double-inner", gz(flip(packed, -6)), "double gzip, wrong checksum of the inner")
    bad("double-outer", flip(gz(packed), -6), "double gzip, wrong checksum of the outer")
    sealed = gz(seal(zlib.compress(body)))
    bad("around-checksum", flip(sealed, -6), "wrong checksum of gzip around the encryption", key=KEY)
    bad("around-middle", flip(sealed, 13, 0xFF), "lengths changed in gzip around the encryption", key=KEY)


def inner(vectors):
    body = base()

    def bad(name, inside, what, **rest):
        vectors.add(f"inside-{name}", "gzip", seal(inside), what, key=KEY, **rest)

    packed = zlib.compress(body)
    bad("bare-json", body, "not compressed inside the encryption")
    bad("raw-deflate", deflate(body), "raw deflate inside the encryption")
    bad("nothing", b"", "nothing inside the encryption")
    bad("noise", noise(300), "noise inside the encryption")
    bad("checksum", flip(packed, -1), "wrong checksum inside the encryption")
    bad("cut", packed[:-100], "zlib cut inside the encryption")
    bad("cut-checksum", packed[:-2], "zlib cut in its checksum inside the encryption")
    bad("dictionary", b"\x78\xbb" + packed[2:], "a dictionary is needed inside the encryption")
    bad("window", b"\x88\x1c" + packed[2:], "a window of 64 KiB inside the encryption")
    bad("gzip-checksum", flip(gz(body), -5), "gzip with a wrong checksum inside the encryption")
    bad("gzip-cut", gz(body)[:-20], "gzip cut inside the encryption")
    vectors.add("inside-password", "gzip", seal_password(body, "inside"), "not compressed under a password",
                password="inside")


def missing_secret(vectors):
    sealed = seal(zlib.compress(base()))
    vectors.add("encrypted", "passwordNeeded", sealed, "encrypted, no secret given")
    vectors.add("gzip-around", "passwordNeeded", gz(sealed), "encrypted, then gzip, no secret given")
    vectors.add("44-bytes", "passwordNeeded", noise(44), "44 random bytes, no secret given")
