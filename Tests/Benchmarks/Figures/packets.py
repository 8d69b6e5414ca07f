"""Packets such as Signet sends them, 5.2 kB each and all different, as whole HTTP requests for Bare/load.c."""

import base64
import hashlib
import json
import os
import struct

RECIPIENT = 736  # base64 of an RSA-4096 key
SIZE = 5200


def url64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def recipients(count):
    return [base64.b64encode(os.urandom(RECIPIENT * 3 // 4)).decode() for _ in range(count)]


def jwe(header, size):
    """Five parts, as long as a real one whose ciphertext makes up the rest."""
    head = url64(json.dumps(header, separators=(",", ":")).encode())
    rest = size - len(head) - 4 - 683 - 16 - 22
    body = url64(os.urandom(683 * 3 // 4 + rest * 3 // 4 + 40))
    return ".".join([head, body[:683], body[683:699], body[699:699 + rest], url64(os.urandom(16))])


def packet(recipient):
    """The body of `/send`, with the digests in the message's header that jasper-packet(5) asks for."""
    plain = {"alg": "RSA-OAEP-256", "enc": "A256GCM"}
    room = SIZE - RECIPIENT - 64 - len('{"recipient":"","message":"","hash":"","signature":""}')
    signature = jwe(plain, room * 11 // 20)
    bound = {"rcpt": url64(hashlib.sha256(recipient.encode()).digest()),
             "sig": url64(hashlib.sha256(signature.encode()).digest())}
    message = jwe({**plain, **bound}, room - len(signature))
    digest = hashlib.sha256(message.encode()).hexdigest()
    return (f'{{"recipient":"{recipient}","message":"{message}","hash":"{digest}",'
            f'"signature":"{signature}"}}').encode()


def request(path, body, method="POST"):
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n"
    if body is not None:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    whole = head.encode() + b"\r\n" + (body or b"")
    return struct.pack("<I", len(whole)) + whole


def write_requests(path, requests):
    with open(path, "wb") as file:
        for one in requests:
            file.write(one)


def write_sends(path, count, names):
    """`count` packets, to each of `names` in turn."""
    write_requests(path, (request("/send", packet(names[number % len(names)])) for number in range(count)))
