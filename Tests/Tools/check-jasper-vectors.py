#!/usr/bin/env python3
"""A second reader and writer of jasper-packet(5) in another language. It shares no line with Signet.

    check-jasper-vectors.py           reads Fixtures/jasper and holds each vector against its own result
    check-jasper-vectors.py --write   first writes foreign.json, packets that Signet did not make, for Signet to read, and
                                      conversations.json

Needs python3-cryptography.
"""

import base64
import datetime
import hashlib
import hmac
import json
import os
import sys
from pathlib import Path

import jasper_conversations
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FIXTURES = Path(__file__).resolve().parents[2] / "Fixtures"
OAEP = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
PSS = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
PURPOSES = {"SIGNET-LOG": "signet-log", "SIGNET-SYNC": "signet-sync", "SIGNET-KEYS": "signet-keys"}
JWS_NAMES = {"alg", "typ", "jti", "x5c", "x5t#S256", "root"}


class Unreadable(Exception):
    pass


def need(condition):
    if not condition:
        raise Unreadable


def sha256(data):
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).digest()


def b64u(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64u(text):
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (ValueError, TypeError):
        raise Unreadable from None
    need(b64u(data) == text)
    return data


def strict(data):
    def pairs(members):
        need(len({name for name, _ in members}) == len(members))
        return dict(members)

    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=pairs)
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # fails for half a surrogate pair
    except (ValueError, RecursionError):
        raise Unreadable from None
    need(isinstance(value, dict))
    return value


def size_class(count):
    size = 512
    while size < count:
        size *= 2
    return size


def open_jwe(text, key, names):
    parts = text.split(".")
    need(len(parts) == 5)
    header = strict(unb64u(parts[0]))
    need(set(header) == {"alg", "enc"} | names)
    need(header["alg"] == "RSA-OAEP-256" and header["enc"] == "A256GCM")
    wrapped, iv, ciphertext, tag = (unb64u(part) for part in parts[1:])
    need(len(iv) == 12 and len(tag) == 16)
    try:
        content_key = key.decrypt(wrapped, OAEP)
        need(len(content_key) == 32)
        padded = AESGCM(content_key).decrypt(iv, ciphertext + tag, parts[0].encode())
    except Exception:
        raise Unreadable from None
    plain = padded.rstrip(b" ")
    need(plain and size_class(len(plain)) == len(padded))
    return header, plain


def seal_jwe(plain, key, header):
    protected = b64u(json.dumps({"enc": "A256GCM", "alg": "RSA-OAEP-256"} | header).encode())
    content_key, iv = os.urandom(32), os.urandom(12)
    padded = plain + b" " * (size_class(len(plain)) - len(plain))
    sealed = AESGCM(content_key).encrypt(iv, padded, protected.encode())
    return ".".join([protected] + [b64u(part) for part in (key.encrypt(content_key, OAEP), iv, sealed[:-16], sealed[-16:])])


def milliseconds(text):
    time = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (time - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)) // datetime.timedelta(milliseconds=1)


def root_of(salt, spki, path):
    below = sha256(b"\0" + sha256(salt + spki))
    for element in path:
        step = unb64u(element)
        need(len(step) == 33 and step[0] <= 1)
        below = sha256(b"\1" + step[1:] + below) if step[0] == 0 else sha256(b"\1" + below + step[1:])
    return below


class Reader:
    def __init__(self):
        keys = json.loads((FIXTURES / "jasper/keys.json").read_text())
        self.keys = {
            name: serialization.load_pem_private_key(pem.encode(), None) for name, pem in keys["receiveKeys"].items()
        }
        self.account_text = keys["account"]
        self.account = serialization.load_der_public_key(base64.b64decode(keys["account"]))
        self.certificate = base64.b64decode(keys["signingCertificate"])
        self.now = milliseconds(keys["now"])

    def parse_jws(self, text, payload, names):
        parts = text.split(".")
        need(len(parts) == 3 and (payload is None or parts[1] == ""))
        header = strict(unb64u(parts[0]))
        need(set(header) <= names and header.get("alg") in ("PS256", "RS256"))
        need(len(unb64u(header["jti"])) == 16 if "jti" in header else False)
        need(("x5c" in header) != ("x5t#S256" in header))
        if "x5c" in header:
            need(1 <= len(header["x5c"]) <= 3 and all(len(base64.b64decode(der)) <= 8192 for der in header["x5c"]))
        body = unb64u(parts[1]) if payload is None else payload
        return header, body, f"{parts[0]}.{b64u(body)}".encode(), unb64u(parts[2])

    def signer_failures(self, header, signed, signature, purpose):
        failures = []
        if header.get("typ") != purpose:
            failures.append("purpose")
        if header["alg"] != "PS256":
            failures.append("algorithm")
        der = base64.b64decode(header["x5c"][0]) if "x5c" in header else self.certificate
        if "x5c" not in header and unb64u(header["x5t#S256"]) != sha256(der):
            return failures + ["signingCertificate"]
        try:
            certificate = x509.load_der_x509_certificate(der)
        except ValueError:
            return failures + ["signingCertificate"]
        names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        if [name.value for name in names] != ["Signet signing"]:
            failures.append("signingCertificate")
        try:
            scheme = PSS if header["alg"] == "PS256" else padding.PKCS1v15()
            certificate.public_key().verify(signature, signed, scheme, hashes.SHA256())
        except InvalidSignature:
            failures.append("signature")
        try:
            self.account.verify(
                certificate.signature, certificate.tbs_certificate_bytes, padding.PKCS1v15(),
                certificate.signature_hash_algorithm)
        except InvalidSignature:
            failures.append("signedByAccount")
        return failures

    def open(self, packet, key):
        der = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        need(packet["recipient"] == base64.b64encode(der).decode())
        need(packet["hash"] == sha256(packet["message"]).hex())
        header, message = open_jwe(packet["message"], key, {"rcpt", "sig"})
        need(header["rcpt"] == b64u(sha256(packet["recipient"])) and header["sig"] == b64u(sha256(packet["signature"])))
        _, envelope = open_jwe(packet["signature"], key, set())
        envelope = strict(envelope)
        need(set(envelope) == {"jws", "salt", "path"} and len(envelope["path"]) <= 20)
        salt = unb64u(envelope["salt"])
        need(len(salt) == 32)
        fields = strict(message)
        need(all(isinstance(fields.get(name), str) for name in
                 ("sender", "channel_id", "type", "content", "id", "timestamp")))
        header, _, signed, signature = self.parse_jws(envelope["jws"], message, JWS_NAMES)
        need("root" in header)
        failures = self.signer_failures(header, signed, signature, PURPOSES.get(fields["type"], "signet-packet"))
        if fields["sender"] != self.account_text:
            failures.append("senderIsAccount")
        if root_of(salt, der, envelope["path"]) != unb64u(header["root"]):
            failures.append("meantForThisRecipient")
        if milliseconds(fields["timestamp"]) > self.now + 600_000:
            failures.append("notAheadOfTime")
        return {"message": message.decode(), "content": fields["content"], "type": fields["type"],
                "jti": header["jti"], "failures": sorted(failures)}

    def check_packets(self, name):
        for case in json.loads((FIXTURES / f"jasper/{name}.json").read_text()):
            expected = {key: case[key] for key in ("message", "content", "type", "jti", "failures", "error") if key in case}
            try:
                found = self.open(case["packet"], self.keys[case["receiveKey"]])
            except Unreadable:
                found = {"error": "packetUnreadable"}
            yield f"{name}: {case['name']}", found, expected

    def check_cards(self):
        jami_id = hashlib.sha1(base64.b64decode(self.account_text)).digest()
        for case in json.loads((FIXTURES / "jasper/cards.json").read_text()):
            packet = case["packet"]
            try:
                header, body, signed, signature = self.parse_jws(packet["message"], None, JWS_NAMES | {"rcpt", "sig"})
                card = strict(body)
                failures = self.signer_failures(header, signed, signature, "signet-card")
                if not -600_000 <= self.now - milliseconds(card["issued"]) <= 8 * 86_400_000:
                    failures.append("cardInDate")
                if (packet["recipient"], header["rcpt"], header["sig"]) != (
                        address(jami_id), b64u(sha256(packet["recipient"])), b64u(sha256(packet["signature"]))):
                    failures.append("packetAsSigned")
                found = {"generation": card["generation"], "receive": card["receive"], "failures": sorted(failures)}
            except Unreadable:
                found = {"error": "cardMalformed"}
            yield f"cards: {case['name']}", found, {key: case[key] for key in found if key in case}

    def check_parts(self):
        parts = json.loads((FIXTURES / "jasper/parts.json").read_text())
        for case in parts["cardAddresses"]:
            yield "address", address(bytes.fromhex(case["jamiID"])), case["recipient"]
        for case in parts["padding"]:
            yield "padding", size_class(case["bytes"]), case["padded"]
        for tree in parts["trees"]:
            for recipient in tree["recipients"]:
                found = root_of(unb64u(recipient["salt"]), base64.b64decode(recipient["spki"]), recipient["path"])
                yield "tree", b64u(found), tree["root"]


def address(jami_id):
    key, block, output = hmac.digest(bytes(64), jami_id, "sha512"), b"", b""
    for counter in range(1, 10):
        block = hmac.digest(key, block + b"signet card 1" + bytes([counter]), "sha512")
        output += block
    return base64.b64encode(output[:550]).decode()


def tree(entries):
    """Root and paths by the recursion of RFC 9162 section 2.1."""
    if len(entries) == 1:
        return sha256(b"\0" + entries[0]), [[]]
    split = 1
    while split * 2 < len(entries):
        split *= 2
    (left, left_paths), (right, right_paths) = tree(entries[:split]), tree(entries[split:])
    paths = [path + [b"\1" + right] for path in left_paths] + [path + [b"\0" + left] for path in right_paths]
    return sha256(b"\1" + left + right), paths


def foreign(reader):
    """Messages to 1, 2 and 7 recipients; Alice is the last of them."""
    signing = serialization.load_pem_private_key((FIXTURES / "keys/rsa4096-3.pem").read_bytes(), None)
    alice = reader.keys["alice"].public_key()
    spki = alice.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    cases = []
    for count, naming in ((1, "x5c"), (2, "x5t#S256"), (7, "x5c")):
        fields = {
            "timestamp": "2026-11-21T01:00:00.000Z", "id": f"foreign-{count}", "type": "MESSAGE",
            "content": f"from Python to {count} ☃", "channel_id": "0b57f2e1-30cc-4f11-9a3e-0123456789ab",
            "sender": reader.account_text,
        }
        message = json.dumps(fields, indent=2, ensure_ascii=count % 2 == 0).encode()
        salt = os.urandom(32)
        root, paths = tree([os.urandom(32) for _ in range(count - 1)] + [sha256(salt + spki)])
        header = {"typ": "signet-packet", "root": b64u(root), "jti": b64u(os.urandom(16)), "alg": "PS256"}
        header[naming] = (
            [base64.b64encode(reader.certificate).decode()] if naming == "x5c" else b64u(sha256(reader.certificate)))
        protected = b64u(json.dumps(header).encode())
        signature = signing.sign(f"{protected}.{b64u(message)}".encode(), PSS, hashes.SHA256())
        envelope = {"path": [b64u(step) for step in paths[-1]], "salt": b64u(salt), "jws": f"{protected}..{b64u(signature)}"}
        recipient = base64.b64encode(spki).decode()
        sealed_signature = seal_jwe(json.dumps(envelope).encode(), alice, {})
        sealed = seal_jwe(
            message, alice, {"sig": b64u(sha256(sealed_signature)), "rcpt": b64u(sha256(recipient))})
        cases.append({
            "name": f"to-{count}", "receiveKey": "alice", "message": message.decode(), "content": fields["content"],
            "type": "MESSAGE", "jti": header["jti"], "timestamp": fields["timestamp"], "failures": [],
            "packet": {"recipient": recipient, "message": sealed, "hash": sha256(sealed).hex(),
                       "signature": sealed_signature},
        })
    write("foreign", cases)


def write(name, document):
    text = json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    (FIXTURES / f"jasper/{name}.json").write_text(text)


def main():
    reader = Reader()
    if sys.argv[1:] == ["--write"]:
        foreign(reader)
        write("conversations", jasper_conversations.write())
    conversations = json.loads((FIXTURES / "jasper/conversations.json").read_text())
    results = [*reader.check_packets("packets"), *reader.check_packets("unreadable"), *reader.check_packets("foreign"),
               *reader.check_cards(), *reader.check_parts(), *jasper_conversations.check(conversations)]
    wrong = [result for result in results if result[1] != result[2]]
    for name, found, expected in wrong:
        print(f"{name}: {found} instead of {expected}")
    print(f"{len(results) - len(wrong)} of {len(results)} vectors hold")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
