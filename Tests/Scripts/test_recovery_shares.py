"""Shares of a recovery kit, held against shamir-mnemonic: theirs are what RecoveryTests opens, ours open with theirs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

QUICK_KEYS = True

ROOT = Path(__file__).resolve().parent.parent.parent
TOOL = ROOT / "Tests/Tools/make-slip39-vectors.py"


def reference():
    """A Python that has shamir-mnemonic; None when none has it."""
    for python in [ROOT / ".vectors/venv/bin/python3", sys.executable]:
        if os.access(python, os.X_OK) and subprocess.run([python, "-c", "import shamir_mnemonic"],
                                                         capture_output=True).returncode == 0:
            return python
    return None


def test_shamir_mnemonic_makes_the_shares_that_are_here_and_opens_those_of_signet():
    python = reference()
    if python is None:
        pytest.skip("no Python has shamir-mnemonic; `make vectors` gets it")
    done = subprocess.run([python, TOOL, "--check"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "opens Signet's kits" in done.stdout
