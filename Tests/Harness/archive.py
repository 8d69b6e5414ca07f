"""Jami's archive.gz, read and written with public tools only: nothing of Signet, so that it can judge Signet."""

import base64
import ctypes
import ctypes.util
import gzip
import hashlib
import json
import os
import zlib


def derive_key(password: bytes, salt: bytes) -> bytes:
    """SHA-256 of Argon2i version 1.3 with t = 16, m = 64 MiB, p = 1 and 32 bytes: the archive key."""
    library = ctypes.CDLL(ctypes.util.find_library("argon2") or "libargon2.so.1")
    out = ctypes.create_string_buffer(32)
    u32, size = ctypes.c_uint32, ctypes.c_size_t
    code = library.argon2i_hash_raw(u32(16), u32(65536), u32(1), password, size(len(password)), salt, size(len(salt)),
                                    out, size(32))
    if code:
        raise OSError(f"argon2i_hash_raw answered {code}")
    return hashlib.sha256(out.raw).digest()


def decrypt(data: bytes, key: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key).decrypt(data[16:28], data[28:], None)


def encrypt(plain: bytes, key: bytes, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    iv = os.urandom(12)
    return salt + iv + AESGCM(key).encrypt(iv, plain, None)


def open_archive(path, password: bytes = b"") -> dict:
    """The JSON object in the file. Raises for a wrong password, as the tag says."""
    with open(path, "rb") as file:
        data = file.read()
    if password:
        return json.loads(zlib.decompress(decrypt(data, derive_key(password, data[:16])), 15 + 32))
    return json.loads(gzip.decompress(data))


def write_archive(path, document: dict, password: bytes = b""):
    text = json.dumps(document, separators=(",", ":"), sort_keys=True).encode()
    if password:
        salt = os.urandom(16)
        data = encrypt(zlib.compress(text), derive_key(password, salt), salt)
    else:
        data = gzip.compress(text)
    with open(path, "wb") as file:
        file.write(data)


def contact_states(document: dict) -> dict:
    """Jami ID -> (state, confirmed), by Jami's own rule."""
    states = {}
    for identifier, entry in document.get("ringAccountContacts", {}).items():
        active = entry.get("added", 0) > entry.get("removed", 0)
        state = "active" if active else "blocked" if entry.get("banned") else "removed"
        states[identifier] = (state, bool(entry.get("confirmed")))
    return states


def revoked_serials(document: dict) -> list:
    """Serial numbers (content octets, hex) in the archive's CRL, in its order."""
    if "ringAccountCRL" not in document:
        return []
    fields = list(_children(_children(base64.b64decode(document["ringAccountCRL"]))[0][1]))
    if fields[0][0] == 0x02:
        fields.pop(0)  # version
    rest = [field for field in fields[2:] if field[0] == 0x30]  # after algorithm and issuer: the list of entries
    return [_children(_children_of(entry))[0][1].hex() for entry in _split(rest[0][1])] if rest else []


# A DER reader of a few lines: jamid's serial numbers are negative half of the time, which many libraries refuse.


def _split(content: bytes) -> list:
    """The elements in `content`, each whole."""
    at, parts = 0, []
    while at < len(content):
        length, header = content[at + 1], 2
        if length & 0x80:
            octets = length & 0x7F
            length, header = int.from_bytes(content[at + 2:at + 2 + octets], "big"), 2 + octets
        parts.append(content[at:at + header + length])
        at += header + length
    return parts


def _children_of(element: bytes) -> bytes:
    """The content octets of one whole element."""
    header = 2 + (element[1] & 0x7F if element[1] & 0x80 else 0)
    return element[header:]


def _children(data: bytes) -> list:
    """(tag, content) of the elements in `data`; when `data` is one SEQUENCE, of those in it."""
    parts = _split(data)
    if len(parts) == 1 and data[0] == 0x30:
        parts = _split(_children_of(data))
    return [(part[0], _children_of(part)) for part in parts]


def jami_id(document: dict) -> str:
    """SHA-1 of the account key's SPKI, hex."""
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_pem_private_key(base64.b64decode(document["ringAccountKey"]), None)
    spki = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha1(spki).hexdigest()
