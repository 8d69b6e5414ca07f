"""What a figure is, and how it is told: one line each, and at the end those that are over their limit."""

import statistics
import subprocess
import sys
import time

results = []  # (name, value, limit, whether the limit is the least)


def note(text):
    print(text, flush=True)


def judge(name, value, limit, detail, least=False):
    """A figure that is one number. `limit` is the most it may be, or the least."""
    results.append((name, value, limit, least))
    note(f"{name}: {value:.3f} ({'at least' if least else 'at most'} {limit}); {detail}")


def figure(name, ours, theirs, limit, least=False, unit="ms", scale=1000):
    """Of pairs taken in turn: the median of each side, and the ratio of the medians."""
    a, b = statistics.median(ours), statistics.median(theirs)
    judge(name, a / b, limit, f"medians {a * scale:.1f} {unit} and {b * scale:.1f} {unit} of {len(ours)} pairs", least)


def paired(name, ours, theirs, limit, least=False, unit="ms", scale=1000):
    """Of pairs taken in turn where the machine itself changes its speed: the median of the ratios, each within its own
    pair. In logarithms that is fair to both sides."""
    ratio = statistics.median(a / b for a, b in zip(ours, theirs))
    a, b = statistics.median(ours), statistics.median(theirs)
    judge(name, ratio, limit, f"medians {a * scale:.1f} {unit} and {b * scale:.1f} {unit} of {len(ours)} pairs", least)


def over():
    return [name for name, value, limit, least in results if (value < limit if least else value > limit)]


def seconds(command, environment=None, repeat=1):
    start = time.perf_counter()
    for _ in range(repeat):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              env=environment)
        if done.returncode != 0:
            sys.exit(f"{command} failed: {done.stderr.decode(errors='replace')}")
    return (time.perf_counter() - start) / repeat
