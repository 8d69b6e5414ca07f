"""Archives that open, in every form around the text."""

import unicodedata
import zlib

from .account import MAIN, OTHER, base, text
from .packing import KEY, deflate, gz, gz_header, noise, seal, seal_legacy, seal_password

PASSWORDS = {
    "ascii": "correct horse battery staple",
    "inner-and-outer-spaces": "  two  spaces ",
    "unicode": "Zürich→Москва→東京",
    "emoji": "🦉🗝️👩‍👩‍👧",
    "nfc": unicodedata.normalize("NFC", "pâté Ångström"),
    "nfd": unicodedata.normalize("NFD", "pâté Ångström"),
    "200-characters": "0123456789" * 20,
    "200-characters-unicode": "äöüßéñçøåж" * 20,
    "one-character": "x",
    "line-feed-inside": "first\nsecond",
    "leading-nul": "\0nul",
}


def add(vectors):
    plain(vectors)
    encrypted(vectors)
    for name, password in PASSWORDS.items():
        vectors.ok(f"password-{name}", seal_password(zlib.compress(base()), password), f"password: {name}",
                   password=password)
    inner = zlib.compress(base())
    vectors.ok("password-gzip-around", gz(seal_password(inner, "wrapped")), "encrypted, then gzip", password="wrapped")
    vectors.ok("password-salt-like-gzip", seal_password(inner, "salt", b"\x1f\x8b\x08" + noise(13)),
               "the salt begins like gzip", password="salt")


def plain(vectors):
    body = base()
    vectors.ok("gzip", gz(body), "gzip, as jamid writes it")
    for level in (0, 1, 9):
        vectors.ok(f"gzip-level-{level}", gz(body, level), f"gzip level {level}")
    vectors.ok("gzip-name", gz_header(body, 8, b"archive\0"), "gzip header with a file name")
    vectors.ok("gzip-comment", gz_header(body, 16, b"comment\0"), "gzip header with a comment")
    vectors.ok("gzip-extra", gz_header(body, 4, b"\x04\0ab\0\0"), "gzip header with an extra field")
    head = b"\x1f\x8b\x08\x02\0\0\0\0\0\x03"
    vectors.ok("gzip-header-checksum", gz_header(body, 2, (zlib.crc32(head) & 0xFFFF).to_bytes(2, "little")),
               "gzip header with a checksum of itself")
    vectors.ok("gzip-trailing-zeros", gz(body) + bytes(100), "zeros behind the gzip stream", warnings=["trailingBytes"])
    vectors.ok("gzip-trailing-garbage", gz(body) + noise(40), "bytes behind the gzip stream", warnings=["trailingBytes"])
    vectors.ok("gzip-second-member", gz(body) + gz(b'{"x":1}'), "a second gzip member", warnings=["trailingBytes"])
    vectors.ok("double-gzip", gz(gz(body)), "gzip in gzip")
    vectors.ok("bare-json", body, "bare JSON")
    content = MAIN.entries()
    vectors.ok("bare-json-indented", text(content, indent=2), "indented JSON")
    vectors.ok("json-reversed-keys", gz(text(dict(reversed(sorted(content.items()))), sort_keys=False)), "other key order")
    vectors.ok("json-line-feed", gz(body + b"\n"), "line feed behind the JSON")
    vectors.ok("json-nul", gz(body + b"\0"), "NUL behind the JSON")
    vectors.ok("json-raw-utf8", gz(text(content, ensure_ascii=False)), "raw UTF-8")
    vectors.ok("json-escaped-solidus", gz(body.replace(b"/", b"\\/")), "escaped solidus, in base64 too")
    vectors.ok("json-all-escaped", gz(body.replace(b"ringAccountKey", b"\\u0072ing\\u0041ccountKey")), "escapes in a key")
    vectors.ok("json-byte-order-mark", gz(b"\xef\xbb\xbf" + body), "byte order mark")


def encrypted(vectors):
    body = base()
    inner = zlib.compress(body)
    vectors.ok("key", seal(inner), "raw key", key=KEY)
    vectors.ok("key-zlib-best", seal(zlib.compress(body, 9)), "zlib level 9 inside", key=KEY)
    vectors.ok("key-zlib-stored", seal(zlib.compress(body, 0)), "zlib level 0 inside", key=KEY)
    vectors.ok("key-gzip-inside", seal(gz(body)), "gzip inside the encryption", key=KEY)
    vectors.ok("key-gzip-around", gz(seal(inner)), "encrypted, then gzip", key=KEY)
    vectors.ok("key-gzip-around-and-inside", gz(seal(gz(body))), "gzip inside and around", key=KEY)
    vectors.ok("key-gzip-around-trailing", gz(seal(inner)) + b"\0\0", "bytes behind gzip around the encryption", key=KEY,
               warnings=["trailingBytes"])
    vectors.ok("key-zlib-trailing", seal(inner + noise(9)), "bytes behind the zlib stream", key=KEY,
               warnings=["trailingBytes"])
    vectors.ok("key-legacy-tag", seal_legacy(inner), "tag of before 2019", key=KEY, warnings=["legacyTag"])
    vectors.ok("key-legacy-tag-gzip-inside", seal_legacy(gz(body)), "tag of before 2019, gzip inside", key=KEY,
               warnings=["legacyTag"])
    vectors.ok("key-legacy-tag-gzip-around", gz(seal_legacy(inner)), "tag of before 2019, then gzip", key=KEY,
               warnings=["legacyTag"])
    salts = {
        "like-gzip": b"\x1f\x8b\x08" + noise(13),
        "like-gzip-reserved-flags": b"\x1f\x8b\x08\xff" + noise(12),
        "like-gzip-with-name": b"\x1f\x8b\x08\x08\0\0\0\0\0\x03name",
        "like-gzip-in-full": b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + noise(6),
        "like-gzip-with-output": b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + deflate(b"abcdef" * 9)[:6],
        "like-json": b'{"ringAccountKey'[:16],
        "of-zeros": bytes(16),
    }
    for name, salt in salts.items():
        vectors.ok(f"key-salt-{name}", seal(inner, salt=salt[:16].ljust(16, b"\0")), f"a salt {name}", key=KEY)
    vectors.ok("key-other-account", seal(zlib.compress(text(OTHER.entries()))), "4096-bit account key", key=KEY,
               jami_id=OTHER.id)
