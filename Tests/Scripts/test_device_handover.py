"""A device is thrown out while another one is off: that one gets the new keys when it comes back, the other does not"""

import base64
import hashlib
import json

from conftest import Home
from test_device_link import linked


def in_use(home, purpose):
    [key] = [key["keyId"] for key in home.ok("key", "list")["keys"]
             if key["purpose"] == purpose and "retiredAt" not in key]
    return key


def held(home):
    return {key["keyId"] for key in home.ok("key", "list")["keys"] if key["purpose"] in ("receive", "sync")}


def test_the_new_keys_reach_who_was_off_and_not_who_is_out(home_of, empty, relay):
    ada, third, dora = home_of("none"), empty, home_of("bob")
    with Home() as lost:
        for home in (ada, dora):
            home.know([relay])
        ada.meet(dora, "Dora")
        dora.meet(ada, "Ada")
        lost_id = linked(ada, lost, relay, name="lost")[0]["deviceId"]
        linked(ada, third, relay, "--role", "full", name="third")
        old = {purpose: in_use(ada, purpose) for purpose in ("receive", "sync")}
        for home in (lost, third):
            assert {purpose: in_use(home, purpose) for purpose in old} == old
        third.stop()

        ada.ok("device", "revoke", lost_id, "--reason", "stolen", "--yes")
        new = {purpose: in_use(ada, purpose) for purpose in old}
        assert not set(new.values()) & set(old.values())
        # The contact is told by whom it concerns, and so is who was thrown out.
        dora.until(lambda: any(event["kind"] == "contactDeviceRevoked" and event["details"]["deviceId"] == lost_id
                               for event in dora.ok("history")["events"]))
        lost.until(lambda: any(event["kind"] == "ownRevocationLearned" for event in lost.ok("history")["events"]))

        # Its daemon starts, and it is online.
        third.until(lambda: in_use(third, "receive") == new["receive"])
        assert in_use(third, "sync") == new["sync"]
        states = {device["deviceId"]: device["state"] for device in third.ok("device", "list")["devices"]}
        assert states[lost_id] == "revoked"

        # What is sealed from now on is sealed to a key that the lost device never had.
        def sealed():
            packet = dora.ok("packet", "seal", "--to", "Ada", "--content", "for those who stayed")["packets"][0]
            key = hashlib.sha256(base64.b64decode(packet["recipient"])).hexdigest()
            return packet if key == new["receive"] else None

        packet = dora.until(sealed)
        for home in (ada, third):
            opened = home.ok("packet", "open", home.file(json.dumps(packet).encode()))
            assert (opened["content"], opened["verified"]) == ("for those who stayed", True)
        assert lost.run("packet", "open", lost.file(json.dumps(packet).encode())).status != 0
        assert not held(lost) & set(new.values())
        dora.ok("send", "Ada", "to all who are left")
        for home in (ada, third):
            assert home.message("to all who are left")["verified"] is True
        assert not held(lost) & set(new.values())
        # What it had can still be read there, and nothing new comes.
        inbox = lost.ok("inbox")
        assert (inbox["fetchError"]["code"], inbox["messages"]) == ("deviceRevoked", [])
        lost.stop()
