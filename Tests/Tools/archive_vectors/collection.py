"""The list of vectors, and how it is written."""

import hashlib
import json
import os

from .account import MAIN

CLASSES = (
    "ok", "wrongPasswordOrDamaged", "truncated", "gzip", "json", "key", "chain", "crl", "tooLarge", "passwordNeeded")


class Collection:
    def __init__(self):
        self.vectors, self.files = [], {}

    def add(self, name, outcome, data, fault, password=None, key=None, **expected):
        """One file with one peculiarity, which `fault` names. `expected` is compared where the outcome is ok."""
        assert outcome in CLASSES, outcome
        file = f"{outcome}-{name}.gz"
        assert file not in self.files, file
        self.files[file] = data
        vector = {"file": file, "class": outcome, "fault": fault, "sha256": hashlib.sha256(data).hexdigest()}
        if password is not None:
            vector["password"] = password
        if key is not None:
            vector["key"] = key.hex()
        if outcome == "ok":
            vector["jamiId"] = expected.pop("jami_id", MAIN.id)
            vector["contacts"] = expected.pop("contacts", {})
            vector["revoked"] = expected.pop("revoked", 0)
            vector["displayName"] = expected.pop("display_name", "Zoë")
            vector["hasCaKey"] = expected.pop("ca_key", True)
            vector["warnings"] = expected.pop("warnings", [])
        assert not expected, expected
        self.vectors.append(vector)

    def ok(self, name, data, what, **rest):
        self.add(name, "ok", data, what, **rest)

    def write(self, folder):
        os.makedirs(folder, exist_ok=True)
        for old in os.listdir(folder):
            if old.endswith(".gz"):
                os.remove(os.path.join(folder, old))
        for file, data in self.files.items():
            with open(os.path.join(folder, file), "wb") as out:
                out.write(data)
        index = {"madeBy": "Tests/Tools/make-archive-vectors.py", "vectors": self.vectors}
        with open(os.path.join(folder, "index.json"), "w", encoding="ascii") as out:
            json.dump(index, out, indent=1)
            out.write("\n")

    def differences(self, folder):
        """Names of files in `folder` that are not what would be written."""
        wrong = []
        for file, data in self.files.items():
            path = os.path.join(folder, file)
            if not os.path.exists(path) or open(path, "rb").read() != data:
                wrong.append(file)
        present = {name for name in os.listdir(folder) if name.endswith(".gz")}
        return wrong + sorted(present - set(self.files))
