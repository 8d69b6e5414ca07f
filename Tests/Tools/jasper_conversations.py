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


def uuid8(text):
    digest = bytearray(hashlib.sha256(text).digest()[:16])
    digest[6] = digest[6] & 0x0f | 0x80
    digest[8] = digest[8] & 0x3f | 0x80
    return str(uuid.UUID(bytes=bytes(digest)))


def direct_channel(one, other):
    return uuid8(b"signet direct channel 1" + min(one, other) + max(one, other))


def group_channel(owner, nonce):
    """Of an owner as a list of members names it."""
    return uuid8(b"signet group 1\0" + bytes.fromhex(owner["id"]) + unb64u(owner["account"]) + nonce)


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


def b64u(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64u(text):
    data = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    need(b64u(data) == text)
    return data


def group(content):
    """(nonce, name, members as pairs of their two names) of a statement; raises `Refused`."""

    def pairs(members):
        need(len({name for name, _ in members}) == len(members))
        return dict(members)

    try:
        statement = json.loads(content, object_pairs_hook=pairs)
        need(type(statement["version"]) is int and statement["version"] == 1)
        name, members = statement["name"], statement["members"]
        nonce = unb64u(statement["nonce"])
        need(1 <= len(name.encode()) <= 256 and not any(unicodedata.category(each) == "Cc" for each in name))
        ids = [member["id"].lower() for member in members]
        accounts = [unb64u(member["account"]) for member in members]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused from None
    need(all(re.fullmatch("[0-9a-f]{40}", each) for each in ids) and all(len(each) == 32 for each in accounts))
    need(len(nonce) == 16)
    need(1 <= len(ids) <= 1000 and len(set(ids)) == len(ids) and len(set(accounts)) == len(accounts))
    return nonce, name, list(zip(ids, accounts))


def described(content):
    """What a vector says of a statement."""
    try:
        nonce, name, members = group(content)
    except Refused:
        return {}
    return {"nonce": b64u(nonce), "name": name, "members": sorted(each for each, _ in members)}


def refusal(claim):
    """Why a reader who does not know the group refuses its first statement; None for one that is taken in."""
    author = claim["author"]
    nonce, _, members = group(claim["content"])
    if claim["channel"].lower() != group_channel(author, nonce):
        return "foreignID"
    return None if (author["id"], unb64u(author["account"])) in members else "ownerMissing"


def links(text):
    """(`name url`, digest) of each."""
    for mark, name, url in LINK.findall(text):
        digest = DIGEST.search(url)
        yield mark + re.sub(r"\\(.)", r"\1", name) + " " + url, digest.group(1).lower() if digest else ""


def check(vectors):
    for pair in vectors["pairs"]:
        one, other = (unb64u(each) for each in pair["accounts"])
        yield "direct channel", direct_channel(one, other), pair["channel"]
        yield "safety number", safety_number(other, one), pair["safetyNumber"]
    for case in vectors["groups"]:
        yield f"group: {case['content'][:60]}", {"content": case["content"], **described(case["content"])}, case
    for case in vectors["claims"]:
        yield f"claim: {case['name']}", refusal(case), case.get("refused")
    for case in vectors["files"]:
        yield f"links: {case['text'][:60]}", list(links(case["text"])), list(zip(case["links"], case["digests"]))


def write():
    """The vectors. They hold nothing random, so they are the same each time."""
    accounts = [hashlib.sha256(name).digest() for name in (b"ada", b"bob", b"carol")]
    texts = [b64u(each) for each in accounts]
    pairs = [
        {"accounts": [texts[one], texts[other]], "channel": direct_channel(accounts[one], accounts[other]),
         "safetyNumber": safety_number(accounts[one], accounts[other])}
        for one, other in ((0, 1), (1, 2), (2, 0), (0, 0))
    ]
    ada, bob, carol = (
        {"id": hashlib.sha1(text.encode()).hexdigest(), "account": text} for text in texts)
    short = {**bob, "account": b64u(accounts[1][:31])}
    nonce, other_nonce = (hashlib.sha256(name).digest()[:16] for name in (b"a nonce", b"another"))

    def text(**changes):
        statement = {"version": 1, "nonce": b64u(nonce), "name": "Trip", "members": [ada, bob]}
        return json.dumps({**statement, **changes}, ensure_ascii=False)

    contents = [
        text(), text(members=[carol, {**bob, "role": "guest"}, ada], colour="red"), text(members=[ada]),
        text(name="é" * 128), text(version=2), text(version="1"), text(name=None), text(name=""),
        text(name="é" * 128 + "e"), text(name="a\x07b"),
        text(members=[]), text(members=[ada, bob, ada]), text(members=[ada, {**bob, "id": ada["id"]}]),
        text(members=[ada, short]), "not JSON", '{"version":1,' + text()[1:],
        text(nonce=None), text(nonce=b64u(nonce[:15])), text(nonce=b64u(nonce + b"\0")), text(nonce=""),
        text(nonce=b64u(nonce) + "=="), text(nonce=nonce.hex()), text(nonce=b64u(nonce)[:-1] + "B"),
    ]
    groups = [{"content": content, **described(content)} for content in contents]
    own = group_channel(ada, nonce)
    claims = [{"name": name, "author": author, "channel": channel, "content": content} for name, author, channel, content in [
        ("the owner's own", ada, own, text()),
        ("the owner's own in upper case, with another name and other members", ada, own.upper(),
         text(name="Tour", members=[carol, ada])),
        ("the owner's second group", ada, group_channel(ada, other_nonce), text(nonce=b64u(other_nonce))),
        ("another nonce of the owner", ada, own, text(nonce=b64u(other_nonce))),
        ("the owner's words by a member", bob, own, text()),
        ("a member's words with a nonce of their own", bob, own, text(nonce=b64u(other_nonce))),
        ("the owner's Jami ID with another account", {**ada, "account": carol["account"]}, own,
         text(members=[{**ada, "account": carol["account"]}, bob])),
        ("the owner's account with another Jami ID", {**ada, "id": carol["id"]}, own,
         text(members=[{**ada, "id": carol["id"]}, bob])),
        ("a drawn UUID", ada, str(uuid.UUID(bytes=nonce, version=4)), text()),
        ("the right digits as version 4", ada, own[:14] + "4" + own[15:], text()),
        ("the direct channel of owner and member", ada, direct_channel(accounts[0], accounts[1]), text()),
        ("without the text in front", ada, uuid8(bytes.fromhex(ada["id"]) + accounts[0] + nonce), text()),
        ("with a blank for the byte 0", ada,
         uuid8(b"signet group 1 " + bytes.fromhex(ada["id"]) + accounts[0] + nonce), text()),
        ("its owner is left out", ada, own, text(members=[bob, carol])),
        ("its owner is left out, and the ID is another's", carol, own, text()),
    ]]
    claims = [{**claim, "refused": reason} if (reason := refusal(claim)) else claim for claim in claims]
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
    return {"pairs": pairs, "groups": groups, "claims": claims, "files": files}
