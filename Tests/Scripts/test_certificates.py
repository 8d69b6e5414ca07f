"""Two programs that know nothing of Signet accept the certificates in device.pem"""

import hashlib
import subprocess

import pytest


@pytest.fixture
def chain(ada):
    """Files with the device's certificate, the account's and the authority's, cut out of device.pem."""
    ada.account()
    [path] = (ada.home / "accounts").glob("*/device.pem")
    text = path.read_text()
    assert text.count("-----BEGIN PRIVATE KEY-----") == 1
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    certificates = [begin + part.split(end)[0] + end + "\n" for part in text.split(begin)[1:]]
    assert len(certificates) == 3
    files = [ada.folder / f"{name}.pem" for name in ["device", "account", "authority"]]
    for file, certificate in zip(files, certificates):
        file.write_text(certificate)
    return files


def run(*words, input=None):
    done = subprocess.run(words, input=input, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_openssl_verifies_the_chain(chain):
    device, account, authority = map(str, chain)
    assert run("openssl", "verify", "-CAfile", authority, "-untrusted", account, device).endswith("OK\n")
    run("openssl", "verify", "-CAfile", authority, account)


def test_certtool_verifies_the_chain(chain):
    whole = "".join(file.read_text() for file in chain)
    assert "Verified" in run("certtool", "--verify-chain", input=whole)


def test_the_names_are_those_that_jami_expects(chain, ada):
    account = ada.account()
    device = run("openssl", "x509", "-in", str(chain[0]), "-noout", "-subject", "-issuer", "-nameopt", "RFC2253")
    assert account["id"] in device
    key = run("openssl", "x509", "-in", str(chain[0]), "-noout", "-pubkey")
    spki = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=key.encode(), capture_output=True)
    assert hashlib.sha256(spki.stdout).hexdigest() == account["deviceId"]
