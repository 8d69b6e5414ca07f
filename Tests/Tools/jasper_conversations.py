"""The parts of jasper-packet(5) about conversations, for check-jasper-vectors.py: direct channels, safety numbers,
groups, links to files. Shares no line with Signet."""

import base64
import hashlib
import json
import re
import unicodedata
import uuid

LINK = re.compile(
    r"(!?)\[((?:\\[^\n]|[^\[\]\\\n])*)\]\(((?:https|http|ipfs|ipns)://[^\x00-\x20\x7f)]*)\)", re.IGNORECASE)
DIGEST = re.compile(r"#sha256=([0-9a-fA-F]{64})$")


class Refused(Exception):
    pass


def direct_channel(one, other):
    digest = bytearray(hashlib.sha256(b"signet direct channel 1" + min(one, other) + max(one, other)).digest()[:16])
    digest[6] = digest[6] & 0x0f | 0x80
    digest[8] = digest[8] & 0x3f | 0x80
    return str(uuid.UUID(bytes=bytes(digest)))


def safety_number(one, other):
    halves = []
    for account in (one, other):
        digest = hashlib.sha512(b"signet safety number 1" + account).digest()
        groups = [int.from_bytes(digest[start:start + 5], "big") % 100_000 for start in range(0, 30, 5)]
        halves.append("".join(f"{group:05}" for group in groups))
    return "".join(sorted(halves))


def need(condition):
    if not condition:
        raise Refused


def group(content):
    """(name, sorted Jami IDs) of a statement; raises `Refused`."""

    def pairs(members):
        need(len({name for name, _ in members}) == len(members))
        return dict(members)

    try:
        statement = json.loads(content, object_pairs_hook=pairs)
        need(type(statement["version"]) is int and statement["version"] == 1)
        name, members = statement["name"], statement["members"]
        need(1 <= len(name.encode()) <= 256 and not any(unicodedata.category(each) == "Cc" for each in name))
        ids = [member["id"].lower() for member in members]
        accounts = [base64.b64decode(member["account"] + "=", b"-_", validate=True) for member in members]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused from None
    need(all(re.fullmatch("[0-9a-f]{40}", each) for each in ids) and all(len(each) == 32 for each in accounts))
    need(1 <= len(ids) <= 1000 and len(set(ids)) == len(ids) and len(set(accounts)) == len(accounts))
    return name, sorted(ids)


def links(text):
    """(`name url`, digest) of each."""
    for mark, name, url in LINK.findall(text):
        digest = DIGEST.search(url)
        yield mark + re.sub(r"\\(.)", r"\1", name) + " " + url, digest.group(1).lower() if digest else ""


def check(vectors):
    for pair in vectors["pairs"]:
        one, other = (base64.urlsafe_b64decode(each + "=") for each in pair["accounts"])
        yield "direct channel", direct_channel(one, other), pair["channel"]
        yield "safety number", safety_number(other, one), pair["safetyNumber"]
    for case in vectors["groups"]:
        try:
            found = group(case["content"])
        except Refused:
            found = (None, None)
        yield f"group: {case['content'][:60]}", found, (case.get("name"), case.get("members"))
    for case in vectors["files"]:
        yield f"links: {case['text'][:60]}", list(links(case["text"])), list(zip(case["links"], case["digests"]))


def write():
    """The vectors. They hold nothing random, so they are the same each time."""
    accounts = [hashlib.sha256(name).digest() for name in (b"ada", b"bob", b"carol")]
    texts = [base64.urlsafe_b64encode(each).rstrip(b"=").decode() for each in accounts]
    pairs = [
        {"accounts": [texts[one], texts[other]], "channel": direct_channel(accounts[one], accounts[other]),
         "safetyNumber": safety_number(accounts[one], accounts[other])}
        for one, other in ((0, 1), (1, 2), (2, 0), (0, 0))
    ]
    ada, bob, carol = (
        {"id": hashlib.sha1(text.encode()).hexdigest(), "account": text} for text in texts)
    short = {**bob, "account": base64.urlsafe_b64encode(accounts[1][:31]).rstrip(b"=").decode()}

    def text(**changes):
        return json.dumps({"version": 1, "name": "Trip", "members": [ada, bob], **changes}, ensure_ascii=False)

    contents = [
        text(), text(members=[carol, {**bob, "role": "guest"}, ada], colour="red"), text(members=[ada]),
        text(name="é" * 128), text(version=2), text(version="1"), text(name=None), text(name=""),
        text(name="é" * 128 + "e"), text(name="a\x07b"),
        text(members=[]), text(members=[ada, bob, ada]), text(members=[ada, {**bob, "id": ada["id"]}]),
        text(members=[ada, short]), "not JSON", '{"version":1,' + text()[1:],
    ]
    groups = []
    for content in contents:
        try:
            name, ids = group(content)
            groups.append({"content": content, "name": name, "members": ids})
        except Refused:
            groups.append({"content": content})
    digest = hashlib.sha256(b"file").hexdigest()
    files = []
    for written in [
        f"Look: [a.pdf](https://example.net/a.pdf#sha256={digest})",
        f"![cat](ipfs://bafy/cat.png#sha256={digest.upper()}) and more",
        r"[a \[1\] \\ b](http://example.net/a) [two](ipns://example.net/b)",
        "[a](ftp://example.net/a) [b](javascript:alert(1))",
        f"[short](https://example.net/a#sha256={digest[1:]})", f"[not last](https://example.net/a#sha256={digest}x)",
        "[a](https://example.net/a b) [c [d](https://example.net/d)", "no link: [a] (https://example.net/a)",
    ]:
        found = list(links(written))
        files.append({"text": written, "links": [link for link, _ in found], "digests": [each for _, each in found]})
    return {"pairs": pairs, "groups": groups, "files": files}
