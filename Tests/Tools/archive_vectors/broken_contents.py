"""Archives whose frame is sound and whose content is not."""

import zlib

from cryptography.hazmat.primitives import serialization

from .account import (
    DER, EC_KEY, ED_KEY, MAIN, OTHER, PEM, SMALL_KEY, b64, base, certificate, export, with_raw)
from .der import numbers, sequence, spoiled, tlv
from .packing import KEY, gz, seal


def add(vectors):
    json(vectors)
    keys(vectors)
    chains(vectors)
    revocation_lists(vectors)


def json(vectors):
    body = base()

    def bad(name, data, what):
        vectors.add(name, "json", gz(data), what)

    bad("empty", b"", "no text at all")
    bad("words", b"this is no archive", "a sentence")
    bad("array", b"[" + body + b"]", "an array around the object")
    bad("string", b'"x"', "a string")
    bad("null", b"null", "null")
    bad("cut", body[:-1], "without the last brace")
    bad("cut-in-string", body[:40], "cut inside a string")
    bad("second-object", body + body, "two objects")
    bad("letter-behind", body + b"x", "a letter behind it")
    bad("nul-then-letter", body + b"\0x", "NUL and a letter behind it")
    bad("comma-behind", body[:-1] + b",}", "a comma before the last brace")
    bad("comma-first", b"{," + body[1:], "a comma first")
    bad("wrong-bracket", body[:-1] + b"]", "closed with a bracket")
    bad("utf16", body.decode().encode("utf-16-le"), "UTF-16")
    bad("utf8-in-name", with_raw(b'"\xff":"x"'), "invalid UTF-8 in a name")
    raws = {
        "no-colon": b'"x" 1', "no-value": b'"x":', "unquoted-name": b"x:1", "single-quotes": b"'x':'y'",
        "number-name": b"1:1", "comment": b"/* x */", "line-comment": b"// x\n", "nan": b'"x":NaN',
        "infinity": b'"x":-Infinity', "leading-zero": b'"x":01', "plus": b'"x":+1', "point-last": b'"x":1.',
        "point-first": b'"x":.5', "exponent": b'"x":1e', "minus": b'"x":-', "hexadecimal": b'"x":0x1',
        "word-cut": b'"x":tru', "word-case": b'"x":True', "line-feed-in-string": b'"x":"a\nb"',
        "tab-in-string": b'"x":"a\tb"', "nul-in-string": b'"x":"a\0b"', "escape": b'"x":"\\x41"',
        "escape-short": b'"x":"\\u12"', "escape-not-hex": b'"x":"\\u12g4"', "high-surrogate": b'"x":"\\ud83e"',
        "low-surrogate": b'"x":"\\udd89"', "surrogates-swapped": b'"x":"\\udd89\\ud83e"',
        "high-surrogate-letter": b'"x":"\\ud83ex"', "two-high-surrogates": b'"x":"\\ud83e\\ud83e"',
        "utf8-overlong": b'"x":"\xc0\x80"', "utf8-overlong-3": b'"x":"\xe0\x80\x80"', "utf8-surrogate": b'"x":"\xed\xa0\x80"',
        "utf8-beyond": b'"x":"\xf4\x90\x80\x80"', "utf8-continuation": b'"x":"\x80"', "utf8-cut": b'"x":"\xe2\x82"',
        "array-comma": b'"x":[1,]', "array-no-comma": b'"x":[1 2]', "array-open": b'"x":[1',
        "name-twice": b'"x":1,"x":2', "name-twice-escaped": b'"x":1,"\\u0078":2',
        "name-twice-known": b'"ringAccountKey":"x"', "name-twice-inside": b'"x":{"y":{"z":1,"z":1}}',
        "contact-twice": b'"ringAccountContacts":{"' + b"a" * 40 + b'":{},"' + b"a" * 40 + b'":{}}',
        "name-twice-of-many": b'"x":{' + b",".join(b'"k%d":0' % (n % 999) for n in range(1000)) + b"}",
    }
    for name, raw in raws.items():
        bad(name, with_raw(raw), f"in the text: {name}")
    vectors.add("encrypted", "json", seal(zlib.compress(body[:-1])), "without the last brace, encrypted", key=KEY)
    vectors.add("third-layer-inside", "json", seal(zlib.compress(gz(body))), "gzip inside zlib inside the encryption",
                key=KEY)
    vectors.add("bare", "json", body[:-1], "without the last brace, bare")
    vectors.add("bare-utf8", "json", with_raw(b'"\xff":"x"'), "invalid UTF-8 near the beginning, bare")


def keys(vectors):
    def bad(name, value, what):
        vectors.add(name, "key", gz(base(ringAccountKey=value)), what)

    n = numbers(MAIN.key)
    bad("missing", None, "no account key")
    bad("empty", "", "an empty account key")
    bad("number", 5, "the account key is a number")
    bad("object", {}, "the account key is an object")
    vectors.add("null", "key", gz(base(ringAccountKey=None)[:-1] + b',"ringAccountKey":null}'), "the account key is null")
    bad("not-base64", "!" * 40, "no base64")
    bad("base64-url", b64(export(MAIN.key, DER)).replace("+", "-").replace("/", "_"), "base64 of the other alphabet")
    digits = b64(export(MAIN.key)).rstrip("=")
    bad("base64-one-digit", digits + "A" * ((1 - len(digits)) % 4), "base64 with one digit too many")
    bad("base64-padding", b64(export(MAIN.key)[:-1] + b"\n\n") + "===", "base64 with too much padding")
    bad("garbage", b64(b"garbage" * 50), "no key")
    bad("pem-cut", b64(export(MAIN.key)[:800]), "PEM cut")
    bad("der-cut", b64(export(MAIN.key, DER)[:-30]), "DER cut")
    bad("bit", b64(flip_inside(export(MAIN.key, DER))), "one bit changed in the key")
    bad("certificate", b64(MAIN.chain), "certificates instead of the key")
    public = MAIN.key.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    bad("public", b64(public), "the public key instead of the private one")
    bad("ec", b64(export(EC_KEY)), "a key on a curve")
    bad("ed25519", b64(export(ED_KEY)), "an Ed25519 key")
    locked = sequence(sequence(bytes.fromhex("06092a864886f70d01050d"), sequence()), tlv(4, bytes(range(64))))
    bad("locked", b64(locked), "a key locked with a password of its own")
    bad("1024-bits", b64(export(SMALL_KEY)), "1024 bits")
    bad("exponent-1", b64(spoiled(MAIN.key, e=1, d=1, dp=1, dq=1)), "exponent 1")
    bad("exponent-3", b64(spoiled(MAIN.key, e=3)), "exponent 3")
    bad("exponent-even", b64(spoiled(MAIN.key, e=65538)), "even exponent")
    bad("modulus-even", b64(spoiled(MAIN.key, n=n["n"] - 1)), "even modulus")
    bad("modulus-zero", b64(spoiled(MAIN.key, n=0)), "modulus 0")
    bad("modulus-of-another", b64(spoiled(MAIN.key, n=n["n"] + 2)), "a modulus that its primes do not make")
    bad("prime-1", b64(spoiled(MAIN.key, p=1)), "a prime that is 1")
    bad("primes-zero", b64(spoiled(MAIN.key, p=0, q=0)), "primes that are 0")
    bad("private-exponent", b64(spoiled(MAIN.key, d=n["d"] ^ 4, dp=n["dp"] ^ 4)), "a private exponent that does not fit")
    vectors.add("nothing-else", "key", gz(b"{}"), "an empty object")


def flip_inside(der):
    return der[:300] + bytes([der[300] ^ 1]) + der[301:]


def chains(vectors):
    def bad(name, value, what):
        vectors.add(name, "chain", gz(base(ringAccountCert=value)), what)

    bad("missing", None, "no account certificate")
    bad("empty", "", "an empty chain")
    bad("number", 5, "the chain is a number")
    bad("not-base64", "%%%%", "no base64")
    bad("garbage", b64(b"garbage" * 50), "no certificate")
    bad("ca-first", b64(MAIN.pem(MAIN.authority, MAIN.certificate)), "CA certificate first")
    bad("ca-only", b64(MAIN.pem(MAIN.authority)), "CA certificate only")
    bad("of-another", b64(OTHER.chain), "the chain of another account")
    bad("account-of-another", b64(MAIN.pem(OTHER.certificate, MAIN.authority)), "the account certificate of another")
    bad("ca-of-another", b64(MAIN.pem(MAIN.certificate, OTHER.authority)), "the CA certificate of another")
    bad("ca-der-of-another", b64(OTHER.certificate.public_bytes(DER)), "one DER certificate of another")
    bad("pem-cut", b64(MAIN.chain[:400]), "PEM cut in the first certificate")
    bad("pem-cut-ca", b64(MAIN.chain[:-400]), "PEM cut in the second certificate")
    bad("der-cut", b64(MAIN.certificate.public_bytes(DER)[:-40]), "DER cut")
    bad("der-behind", b64(MAIN.certificate.public_bytes(DER) + b"x"), "a byte behind the DER certificate")
    bad("key-inside", b64(export(MAIN.key)), "the account key instead of the chain")
    signature = bytearray(MAIN.certificate.public_bytes(DER))
    signature[-20] ^= 1
    broken = b"-----BEGIN CERTIFICATE-----\n" + b64(bytes(signature)).encode() + b"\n-----END CERTIFICATE-----\n"
    bad("signature", b64(broken + MAIN.pem(MAIN.authority)), "the signature of the account certificate is wrong")
    curve = certificate("Jami", EC_KEY, MAIN.authority.subject, MAIN.authority_key, 9)
    bad("ec", b64(MAIN.pem(curve, MAIN.authority)), "an account certificate with a key on a curve")


def revocation_lists(vectors):
    def bad(name, value, what):
        vectors.add(name, "crl", gz(base(ringAccountCRL=value)), what)

    good = MAIN.crl([5, 6])
    bad("empty", "", "an empty list")
    bad("number", 0, "the list is a number")
    bad("array", [], "the list is an array")
    vectors.add("null", "crl", gz(with_raw(b'"ringAccountCRL":null')), "the list is null")
    bad("not-base64", "?" * 8, "no base64")
    bad("garbage", b64(b"garbage" * 20), "no list")
    bad("cut", b64(good[:-1]), "the last byte is missing")
    bad("cut-half", b64(good[:len(good) // 2]), "cut in the middle")
    bad("behind", b64(good + b"\0"), "a byte behind it")
    bad("entry-changed", b64(good.replace(b"\x02\x01\x05", b"\x02\x01\x07")), "a serial was changed")
    bad("signature", b64(good[:-1] + bytes([good[-1] ^ 1])), "one bit of the signature")
    bad("by-the-ca", b64(MAIN.crl([5], key=MAIN.authority_key)), "signed by the CA key")
    bad("of-another", b64(OTHER.crl([5])), "the list of another account")
    bad("certificate", b64(MAIN.certificate.public_bytes(DER)), "a certificate instead of the list")
    vectors.add("encrypted", "crl", seal(zlib.compress(base(ringAccountCRL=b64(good[:-1])))),
                "the last byte is missing, encrypted", key=KEY)
