"""The byte patterns that a secret may leave behind: whole or in pieces, as text or as numbers."""

import base64

PIECE = 16  # bytes; a leftover of twice the size holds at least one piece as it is cut here


def pieces(name, data, size=PIECE):
    """`data` cut into pieces, each under its own name."""
    return {f"{name}+{at}": data[at:at + size] for at in range(0, len(data) - size + 1, size)}


def of_password(name, password):
    raw = password.encode()
    return {
        f"{name}:text": raw, f"{name}:hex": raw.hex().encode(), f"{name}:base64": base64.b64encode(raw).rstrip(b"="),
        f"{name}:utf16": password.encode("utf-16-le"),
    }


def of_key(name, key):
    """A symmetric key of 32 bytes."""
    return {**pieces(f"{name}:raw", key), f"{name}:hex": key.hex().encode(), f"{name}:HEX": key.hex().upper().encode(),
            f"{name}:base64": base64.b64encode(key).rstrip(b"=")[:-1]}


def of_private_key(name, pem):
    """An RSA key as PEM, as DER, and each of its private numbers in both byte orders. Modulus and exponent are public
    and left out: certificates carry them."""
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_pem_private_key(pem, None)
    numbers = key.private_numbers()
    found = {}
    for number_name, value in (("d", numbers.d), ("p", numbers.p), ("q", numbers.q), ("dp", numbers.dmp1),
                               ("dq", numbers.dmq1), ("qinv", numbers.iqmp)):
        data = value.to_bytes((value.bit_length() + 7) // 8, "big")
        found.update(pieces(f"{name}:{number_name}:be", data))
        found.update(pieces(f"{name}:{number_name}:le", data[::-1]))
    private = private_lines(pem, numbers)
    found.update({f"{name}:pem{at}": line for at, line in enumerate(private)})
    # In the archive the PEM text is base64 once more; cut where three bytes become four characters.
    start = pem.index(private[0]) // 3 * 3 + 3
    found.update(pieces(f"{name}:pem64", base64.b64encode(pem[start:start + (len(pem) - start) // 3 * 3]), 32))
    return found


def private_lines(pem, numbers):
    """The base64 lines that lie wholly behind modulus and exponent."""
    der = base64.b64decode(b"".join(line for line in pem.splitlines() if b"-----" not in line))
    modulus = numbers.public_numbers.n.to_bytes((numbers.public_numbers.n.bit_length() + 7) // 8, "big")
    public_end = der.index(modulus) + len(modulus) + 5  # 02 03 01 00 01
    lines = [line for line in pem.splitlines() if b"-----" not in line]
    return [line for at, line in enumerate(lines) if at * 48 >= public_end and len(line) == 64]
