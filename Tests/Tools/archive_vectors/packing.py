"""Compression and encryption of archives, with all the forms that a reader has to know."""

import ctypes
import ctypes.util
import gzip
import hashlib
import io
import random
import zlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
_random = random.Random("signet archive vectors 1")


def noise(count):
    """Bytes that look random and are the same in every run."""
    return bytes(_random.getrandbits(8) for _ in range(count))


def gz(data, level=6):
    """gzip as jamid writes it: no name, no time, system 3."""
    stream = zlib.compressobj(level, zlib.DEFLATED, 31)
    return stream.compress(data) + stream.flush()


def gz_header(data, flags, fields):
    """gzip with optional header fields (RFC 1952)."""
    body = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = body.compress(data) + body.flush()
    header = b"\x1f\x8b\x08" + bytes([flags]) + b"\0\0\0\0\0\x03" + fields
    return header + packed + zlib.crc32(data).to_bytes(4, "little") + (len(data) & 0xFFFFFFFF).to_bytes(4, "little")


def gz_raw(deflated, data=b""):
    """gzip around a deflate stream made by hand, which inflates to `data`."""
    tail = zlib.crc32(data).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    return b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + deflated + tail


def gz_stream(pieces):
    """gzip of more than should be in memory at once."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0, filename="") as stream:
        for piece in pieces:
            stream.write(piece)
    return out.getvalue()


def deflate(data):
    stream = zlib.compressobj(6, zlib.DEFLATED, -15)
    return stream.compress(data) + stream.flush()


def stretch(password, salt):
    """SHA-256 of Argon2i (t = 16, m = 64 MiB, p = 1, 32 bytes)."""
    name = ctypes.util.find_library("argon2") or "libargon2.so.1"
    library = ctypes.CDLL(name)
    raw = ctypes.create_string_buffer(32)
    status = library.argon2i_hash_raw(
        ctypes.c_uint32(16), ctypes.c_uint32(65536), ctypes.c_uint32(1),
        password, ctypes.c_size_t(len(password)), salt, ctypes.c_size_t(len(salt)), raw, ctypes.c_size_t(32))
    if status != 0:
        raise RuntimeError(f"argon2: {status}")
    return hashlib.sha256(raw.raw).digest()


def seal(plaintext, key=KEY, salt=None, iv=None):
    """salt, iv, ciphertext, tag; `plaintext` is used as it is."""
    salt = noise(16) if salt is None else salt
    iv = noise(12) if iv is None else iv
    return salt + iv + AESGCM(key).encrypt(iv, plaintext, None)


def seal_legacy(plaintext, key=KEY):
    """The same with the tag as it was computed before OpenDHT 2.0: the plaintext as associated data."""
    salt, iv = noise(16), noise(12)
    cipher = Cipher(algorithms.AES(key), modes.GCM(iv)).encryptor()
    cipher.authenticate_additional_data(plaintext)
    return salt + iv + cipher.update(plaintext) + cipher.finalize() + cipher.tag


def seal_password(plaintext, password, salt=None):
    salt = noise(16) if salt is None else salt
    return seal(plaintext, stretch(password.encode(), salt), salt=salt)


def flip(data, offset, mask=1):
    """One bit (or more) changed; a negative offset counts from the end."""
    changed = bytearray(data)
    changed[offset] ^= mask
    return bytes(changed)
