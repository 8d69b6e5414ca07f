"""An account with fixed keys, certificates and revocation lists, made with python3-cryptography."""

import base64
import datetime
import hashlib
import json
import os

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID

KEYS = os.path.join(os.path.dirname(__file__), "..", "..", "..", "Fixtures", "keys")
START = datetime.datetime(2026, 1, 1)
END = START + datetime.timedelta(days=3650)
PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
PKCS8, PKCS1 = serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL


def load(name):
    with open(os.path.join(KEYS, name + ".pem"), "rb") as file:
        return serialization.load_pem_private_key(file.read(), None)


def export(key, encoding=PEM, form=PKCS8):
    return key.private_bytes(encoding, form, serialization.NoEncryption())


def spki(key):
    return key.public_key().public_bytes(DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def jami_id(key):
    return hashlib.sha1(spki(key)).hexdigest()


def name(common, key):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common), x509.NameAttribute(NameOID.USER_ID, jami_id(key))])


def certificate(common, key, issuer, issuer_key, serial, start=START, end=END, authority=True, digest=hashes.SHA384()):
    """A certificate in Jami's profile. `issuer` is a name."""
    builder = (
        x509.CertificateBuilder().subject_name(name(common, key)).issuer_name(issuer).public_key(key.public_key())
        .serial_number(serial).not_valid_before(start).not_valid_after(end))
    if authority:
        usage = dict.fromkeys(
            ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "encipher_only", "decipher_only"], False)
        builder = (
            builder.add_extension(x509.SubjectKeyIdentifier(bytes.fromhex(jami_id(key))), False)
            .add_extension(x509.BasicConstraints(True, None), True)
            .add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), True))
    return builder.sign(issuer_key, digest)


def revocation_list(issuer, key, serials, number=1, digest=hashes.SHA512()):
    builder = (
        x509.CertificateRevocationListBuilder().issuer_name(issuer).last_update(START).next_update(END)
        .add_extension(x509.CRLNumber(number), False))
    for serial in serials:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(START).build())
    return builder.sign(key, digest).public_bytes(DER)


def b64(data):
    return base64.b64encode(data).decode()


class Account:
    """Keys and certificates; `entries` gives an archive's content as a dictionary, to be changed at will."""

    def __init__(self, key, authority_key, serial):
        self.key, self.authority_key = key, authority_key
        authority_name = name("Jami CA", authority_key)
        self.authority = certificate("Jami CA", authority_key, authority_name, authority_key, serial)
        self.certificate = certificate("Jami", key, authority_name, authority_key, serial + 1)

    @property
    def id(self):
        return jami_id(self.key)

    def pem(self, *certificates):
        return b"".join(c.public_bytes(PEM) for c in certificates)

    @property
    def chain(self):
        return self.pem(self.certificate, self.authority)

    def crl(self, serials, number=1, key=None, issuer=None):
        return revocation_list(issuer or self.certificate.subject, key or self.key, serials, number)

    def entries(self, **changes):
        content = {
            "ethKey": b64(bytes(range(100, 132))),
            "ringAccountCert": b64(self.chain),
            "ringAccountKey": b64(export(self.key)),
            "ringCaKey": b64(export(self.authority_key)),
            "Account.displayName": "Zoë",
            "Account.username": self.id,
        }
        content.update(changes)
        return {key: value for key, value in content.items() if value is not None}


MAIN = Account(load("rsa2048-1"), load("rsa4096-1"), 0x1111)
OTHER = Account(load("rsa4096-2"), load("rsa4096-3"), 0x2222)
SMALL_KEY = load("rsa1024-1")
EC_KEY = ec.derive_private_key(0x5EED, ec.SECP256R1())
ED_KEY = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def text(content, **options):
    """JSON in jamid's form: keys in byte order, no spaces, ASCII only."""
    options = {"sort_keys": True, "separators": (",", ":"), **options}
    return json.dumps(content, **options).encode()


def base(**changes):
    """The text of the main account's archive with some entries changed (None: left out)."""
    return text(MAIN.entries(**changes))


def with_raw(raw):
    """The text of the main account's archive with raw JSON members in front."""
    return b"{" + raw + b"," + base()[1:]
