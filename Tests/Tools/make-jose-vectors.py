#!/usr/bin/env python3
"""Makes Fixtures/jose/from-joserfc.json: JWS and JWE by joserfc with the keys of Fixtures/keys, for JOSETests to
verify and open.

    make-jose-vectors.py           write them
    make-jose-vectors.py --check   verify and open those in place with joserfc

Nothing of Signet is used. PSS and OAEP are random, so the texts differ in each run. Needs joserfc, as `make vectors`
puts it into .vectors/venv.
"""

import base64
import json
import sys
from pathlib import Path

from joserfc import jwe, jws
from joserfc.jwk import RSAKey

ROOT = Path(__file__).resolve().parent.parent.parent
FILE = ROOT / "Fixtures/jose/from-joserfc.json"
ANY_JWS = jws.JWSRegistry(
    algorithms=["PS256", "RS256", "PS384", "PS512", "RS384", "RS512"], strict_check_header=False)
ANY_JWE = jwe.JWERegistry(
    algorithms=["RSA-OAEP-256", "RSA-OAEP", "A256GCM", "A128GCM", "A256CBC-HS512", "DEF"], strict_check_header=False)
for registry in (ANY_JWS, ANY_JWE):
    for limit in ("max_header_length", "max_payload_length", "max_ciphertext_length"):
        setattr(registry, limit, 1 << 24)

MESSAGE = '{"type":"MESSAGE","content":"h\u00e4llo \U0001f600"}'
TEXTS = [b"", b"{}", MESSAGE.encode() + b" " * 460, bytes(range(256)) * 20]
HEADERS = [{}, {"typ": "signet-packet", "jti": "AAECAwQFBgcICQoLDA0ODw"}]


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def key(name):
    return RSAKey.import_key((ROOT / f"Fixtures/keys/{name}.pem").read_bytes())


def signature(name, algorithm, header, payload, detached):
    text = jws.serialize_compact({"alg": algorithm, **header}, payload, key(name), registry=ANY_JWS)
    if detached:
        first, _, last = text.split(".")
        text = f"{first}..{last}"
    return {"key": name, "alg": algorithm, "names": sorted(header), "detached": detached,
            "payload": base64url(payload), "text": text}


def ciphertext(name, header, plaintext):
    protected = {"alg": "RSA-OAEP-256", "enc": "A256GCM", **header}
    text = jwe.encrypt_compact(protected, plaintext, key(name), registry=ANY_JWE)
    return {"key": name, "names": sorted(header), "plaintext": base64url(plaintext), "text": text}


def refused():
    for algorithm in ("PS384", "PS512", "RS384", "RS512"):
        text = jws.serialize_compact({"alg": algorithm}, b"x", key("rsa2048-1"), registry=ANY_JWS)
        yield {"text": text, "code": "algorithmRefused"}
    for algorithm, encryption in (
            ("RSA-OAEP", "A256GCM"), ("RSA-OAEP-256", "A128GCM"), ("RSA-OAEP-256", "A256CBC-HS512")):
        text = jwe.encrypt_compact({"alg": algorithm, "enc": encryption}, b"x", key("rsa2048-1"), registry=ANY_JWE)
        yield {"text": text, "code": "algorithmRefused"}
    header = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "zip": "DEF"}
    yield {"text": jwe.encrypt_compact(header, b"x" * 99, key("rsa2048-1"), registry=ANY_JWE), "code": "headerRefused"}


def make():
    signatures = [
        signature(name, algorithm, header, payload, detached)
        for name in ("rsa2048-1", "rsa4096-1") for algorithm in ("PS256", "RS256")
        for header, payload, detached in (
            (HEADERS[0], TEXTS[0], False), (HEADERS[1], TEXTS[2], False), (HEADERS[1], TEXTS[2], True),
            (HEADERS[0], TEXTS[3], True))
    ]
    ciphertexts = [
        ciphertext(name, header, plaintext)
        for name in ("rsa2048-1", "rsa4096-2")
        for header, plaintext in (({}, TEXTS[0]), ({}, TEXTS[1]), ({"rcpt": "r", "sig": "s"}, TEXTS[2]), ({}, TEXTS[3]))
    ]
    return {"jws": signatures, "jwe": ciphertexts, "refused": list(refused())}


def check(vectors):
    for vector in vectors["jws"]:
        text = vector["text"].replace("..", f".{vector['payload']}.") if vector["detached"] else vector["text"]
        verified = jws.deserialize_compact(text, key(vector["key"]), registry=ANY_JWS)
        assert base64url(verified.payload) == vector["payload"]
    for vector in vectors["jwe"]:
        opened = jwe.decrypt_compact(vector["text"], key(vector["key"]), registry=ANY_JWE)
        assert base64url(opened.plaintext) == vector["plaintext"]


def main():
    if "--check" not in sys.argv[1:]:
        FILE.write_text(json.dumps(make(), indent=1) + "\n")
    vectors = json.loads(FILE.read_text())
    check(vectors)
    print(", ".join(f"{len(vectors[kind])} {kind}" for kind in vectors))
    return 0


sys.exit(main())
