"""Enough DER to write RSA keys that no library would make."""


def tlv(tag, content):
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def integer(value):
    return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def sequence(*items):
    return tlv(0x30, b"".join(items))


RSA = sequence(bytes.fromhex("06092a864886f70d010101"), bytes.fromhex("0500"))


def rsa_key(n, e, d, p, q, dp, dq, qi):
    """PKCS#8 around PKCS#1, with whatever numbers."""
    inner = sequence(*(integer(value) for value in (0, n, e, d, p, q, dp, dq, qi)))
    return sequence(integer(0), RSA, tlv(4, inner))


def numbers(key):
    """The numbers of a sound key, to be spoiled."""
    private = key.private_numbers()
    public = private.public_numbers
    return dict(
        n=public.n, e=public.e, d=private.d, p=private.p, q=private.q, dp=private.dmp1, dq=private.dmq1, qi=private.iqmp)


def spoiled(key, **changes):
    return rsa_key(**{**numbers(key), **changes})
