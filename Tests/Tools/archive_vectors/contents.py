"""Archives that open although something in them is unusual, and what becomes of it."""

import base64
import datetime
import zlib

from .account import (
    DER, ED_KEY, MAIN, OTHER, PKCS1, PKCS8, START, b64, base, certificate, export, text, with_raw)
from .der import spoiled
from .packing import KEY, gz, seal

ID = {letter: letter * 40 for letter in "abcdef"}
CONVERSATION = "c0" * 20


def add(vectors):
    keys(vectors)
    contacts(vectors)
    lists(vectors)
    revocations(vectors)


def keys(vectors):
    def ok(name, what, rest=None, **changes):
        vectors.ok(name, gz(base(**changes)), what, **(rest or {}))

    ok("key-pkcs1-pem", "account key as PKCS#1 PEM", ringAccountKey=b64(export(MAIN.key, form=PKCS1)))
    ok("key-pkcs1-der", "account key as PKCS#1 DER", ringAccountKey=b64(export(MAIN.key, DER, PKCS1)))
    ok("key-pkcs8-der", "account key as PKCS#8 DER", ringAccountKey=b64(export(MAIN.key, DER, PKCS8)))
    ok("key-coefficient", "a coefficient that does not fit is computed anew",
       ringAccountKey=b64(spoiled(MAIN.key, qi=MAIN.key.private_numbers().iqmp ^ 2)))
    ok("ca-key-pkcs1-pem", "CA key as PKCS#1 PEM", ringCaKey=b64(export(MAIN.authority_key, form=PKCS1)))
    ok("no-ca-key", "no CA key", {"ca_key": False}, ringCaKey=None)
    ok("empty-ca-key", "empty CA key", {"ca_key": False}, ringCaKey="")
    unreadable = {"ca_key": False, "warnings": ["entryUnreadable"]}
    ok("ca-key-garbage", "CA key is no key", unreadable, ringCaKey=b64(b"garbage"))
    ok("ca-key-number", "CA key is a number", unreadable, ringCaKey=5)
    ok("ca-key-ed25519", "CA key is not RSA", unreadable, ringCaKey=b64(export(ED_KEY)))
    ok("ca-key-of-another", "CA key did not sign the account", unreadable, ringCaKey=b64(export(OTHER.authority_key)))
    ok("no-eth-key", "no Ethereum key", ethKey=None)
    ok("empty-eth-key", "empty Ethereum key", ethKey="")
    ok("eth-key-31-bytes", "Ethereum key of 31 bytes", {"warnings": ["entryUnreadable"]}, ethKey=b64(bytes(31)))
    ok("eth-key-object", "Ethereum key is an object", {"warnings": ["entryUnreadable"]}, ethKey={})
    encoded = base64.encodebytes(export(MAIN.key)).decode()
    ok("base64-line-feeds", "base64 with line feeds", ringAccountKey=encoded)
    ok("base64-crlf", "base64 with CR LF", ringAccountKey=encoded.replace("\n", "\r\n"))
    ok("base64-no-padding", "base64 without padding", ethKey=b64(bytes(range(100, 132))).rstrip("="))
    ok("chain-der", "account certificate as one DER certificate",
       ringAccountCert=b64(MAIN.certificate.public_bytes(DER)))
    ok("chain-without-ca", "no CA certificate", ringAccountCert=b64(MAIN.pem(MAIN.certificate)))
    ok("chain-text-around", "text around the PEM blocks",
       ringAccountCert=b64(b"account\n" + MAIN.pem(MAIN.certificate) + b"\nauthority\n" + MAIN.pem(MAIN.authority)))
    issuer = MAIN.authority.subject
    expired = certificate("Jami", MAIN.key, issuer, MAIN.authority_key, 7, START - datetime.timedelta(9),
                          START - datetime.timedelta(1))
    ok("chain-expired", "account certificate has expired", ringAccountCert=b64(MAIN.pem(expired, MAIN.authority)))
    leaf = certificate("Jami", MAIN.key, issuer, MAIN.authority_key, 8, authority=False)
    ok("chain-not-a-ca", "account certificate without CA:TRUE", ringAccountCert=b64(MAIN.pem(leaf, MAIN.authority)))
    for name in ("privateKeyFile", "certificateFile", "certificateListFile"):
        ok(f"device-secret-{name}", f"old export with TLS.{name}", {"warnings": ["deviceSecretDropped"]},
           **{f"TLS.{name}": b64(export(OTHER.key))})


def contacts(vectors):
    def ok(name, what, value, states, warnings=()):
        vectors.ok(f"contact-{name}", gz(base(ringAccountContacts=value)), what, contacts=states, warnings=list(warnings))

    sound = {"added": 100, "conversationId": CONVERSATION}
    both = {ID["a"]: "active"}
    ok("active", "a contact", {ID["a"]: sound}, both)
    ok("blocked", "a blocked contact", {ID["a"]: {**sound, "removed": 200, "banned": True}}, {ID["a"]: "blocked"})
    ok("removed", "a removed contact", {ID["a"]: {**sound, "removed": 200}}, {ID["a"]: "removed"})
    ok("same-second", "added and removed in one second", {ID["a"]: {**sound, "removed": 100}}, {ID["a"]: "removed"})
    ok("added-again", "added after it was removed", {ID["a"]: {**sound, "removed": 50, "banned": True}}, both)
    ok("milliseconds", "milliseconds are preferred",
       {ID["a"]: {**sound, "addedMs": 100900, "removed": 100, "removedMs": 100100}}, both)
    ok("no-conversation", "no conversationId", {ID["a"]: {"added": 5}}, both)
    ok("empty", "no fields at all", {ID["a"]: {}}, {ID["a"]: "removed"})
    ok("unknown-fields", "fields that are not known", {ID["a"]: {**sound, "color": "red", "deep": [{"x": None}]}}, both)
    ok("far-future", "added in the year 292277026596", {ID["a"]: {**sound, "added": 2**63 - 1}}, both)
    bad = {
        "id-39-digits": ("b" * 39, sound),
        "id-41-digits": ("b" * 41, sound),
        "id-upper-case": ("B" * 40, sound),
        "id-not-hex": ("g" * 40, sound),
        "id-empty": ("", sound),
        "string": (ID["b"], "added"),
        "array": (ID["b"], []),
        "null": (ID["b"], None),
        "added-string": (ID["b"], {**sound, "added": "100"}),
        "added-fraction": (ID["b"], {**sound, "added": 1.5}),
        "added-too-large": (ID["b"], {**sound, "added": 2**63}),
        "banned-number": (ID["b"], {**sound, "banned": 1}),
        "conversation-number": (ID["b"], {**sound, "conversationId": 7}),
        "conversation-long": (ID["b"], {**sound, "conversationId": "7" * 257}),
        "removed-ms-null": (ID["b"], {**sound, "removed": 5, "removedMs": None}),
    }
    for name, (key, value) in bad.items():
        ok(f"bad-{name}", f"a bad contact ({name}) beside a good one", {key: value, ID["a"]: sound}, both,
           ["contactUnreadable"])
    vectors.ok("contacts-array", gz(base(ringAccountContacts=[])), "contacts are an array", warnings=["entryUnreadable"])
    many = {f"{number:040x}": {"added": number + 1, "conversationId": ""} for number in range(300)}
    ok("many", "300 contacts", many, {key: "active" for key in many})


def lists(vectors):
    def ok(name, what, warnings=(), **changes):
        vectors.ok(name, gz(base(**changes)), what, warnings=list(warnings))

    conversation = {"created": 1, "id": CONVERSATION, "members": [{"uri": ID["a"]}], "lastDisplayed": "", "mode": 0}
    ok("conversation", "a conversation", conversations={CONVERSATION: conversation})
    ok("conversation-string", "a conversation is a string", ["conversationUnreadable"],
       conversations={CONVERSATION: conversation, "x": "y"})
    ok("conversations-string", "the conversations are a string", ["entryUnreadable"], conversations="x")
    request = {"conversationId": CONVERSATION, "from": ID["a"], "received": 5, "metadatas": {"mode": "0"}}
    ok("request", "a conversation request", conversationsRequests={CONVERSATION: request})
    ok("request-number", "a conversation request is a number", ["requestUnreadable"],
       conversationsRequests={CONVERSATION: request, "x": 5})
    for name, value in {"number": 5, "true": True, "null": None, "array": [1], "object": {"a": 1}}.items():
        body = with_raw(b'"Account.alias":' + text(value))
        vectors.ok(f"setting-{name}", gz(body), f"a setting is a {name}", warnings=["settingUnreadable"])
    unknown = {"newString": "x", "newNumber": -1.5e300, "newObject": {"a": {"b": [1, None, True]}}, "newArray": [[]]}
    ok("unknown-entries", "entries that are not known", **unknown)
    ok("unknown-empty-name", "an entry with an empty name", **{"": "nothing"})
    ok("unknown-long-name", "an entry with a name of 5000 bytes", **{"n" * 5000: "x"})
    ok("signet", "Signet's own entry", signet='{"log":[]}')
    ok("signet-object", "Signet's own entry is an object", ["entryUnreadable"], signet={"log": []})
    vectors.ok("key-unknown-entries", seal(zlib.compress(base(**unknown))), "entries that are not known", key=KEY)


def revocations(vectors):
    def ok(name, what, der, count):
        vectors.ok(f"crl-{name}", gz(base(ringAccountCRL=b64(der))), what, revoked=count)

    ok("one", "one device revoked", MAIN.crl([5]), 1)
    ok("several", "seven devices revoked", MAIN.crl(range(10, 17), number=2**63), 7)
    ok("none", "a list that revokes nothing", MAIN.crl([]), 0)
    ok("large", "500 devices revoked", MAIN.crl(range(2**62, 2**62 + 500)), 500)
