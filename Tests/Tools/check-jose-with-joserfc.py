#!/usr/bin/env python3
"""check-jose-with-joserfc.py FILE KEYS: opens and verifies with joserfc what JOSETests wrote to FILE, a JSON list;
KEYS is the folder of the test keys. Prints how many are right; ends with 1 at the first that is not."""

import base64
import json
import sys
from pathlib import Path

from joserfc import jwe, jws
from joserfc.jwk import RSAKey

JWS = jws.JWSRegistry(algorithms=["PS256", "RS256"], strict_check_header=False)
JWE = jwe.JWERegistry(algorithms=["RSA-OAEP-256", "A256GCM"], strict_check_header=False)
JWE.max_ciphertext_length = JWS.max_payload_length = JWE.max_header_length = JWS.max_header_length = 1 << 24


def unbase64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check(item, key):
    if "plaintext" in item:
        opened = jwe.decrypt_compact(item["text"], key, registry=JWE)
        return opened.plaintext == unbase64(item["plaintext"])
    payload = unbase64(item["payload"])
    text = item["text"]
    if item["detached"]:
        # By RFC 7515 appendix F the payload goes back to where it was.
        header, nothing, signature = text.split(".")
        assert nothing == ""
        text = ".".join([header, base64.urlsafe_b64encode(payload).decode().rstrip("="), signature])
    verified = jws.deserialize_compact(text, key, registry=JWS)
    return verified.payload == payload and verified.headers()["alg"] == item["alg"]


def main():
    items = json.loads(Path(sys.argv[1]).read_text())
    keys = {}
    for number, item in enumerate(items):
        if item["key"] not in keys:
            keys[item["key"]] = RSAKey.import_key((Path(sys.argv[2]) / f"{item['key']}.pem").read_bytes())
        if not check(item, keys[item["key"]]):
            print(f"number {number} is not what it should be")
            return 1
    print(f"{len(items)} are right")
    return 0


sys.exit(main())
