"""An account's log: taking in and replaying a long one."""

from . import machine
from .report import paired

ENTRIES = 10_000


def replay(rounds):
    """Every entry but the first has two signatures of RSA-4096."""
    told = machine.last_line([machine.OWN / "measure", "log", ENTRIES, rounds])
    paired(f"a log of {ENTRIES} entries taken in and replayed : its signatures verified", told["ours"], told["bare"],
           1.2)
