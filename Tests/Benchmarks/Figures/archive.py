"""Opening a password archive; interleaved inside one process by the benchmark package."""

import statistics
import subprocess
import sys

from . import machine
from .report import judge


def archive(_):
    done = subprocess.run(["swift", "package", "benchmark", "--target", "ArchiveBenchmarks", "--no-progress",
                           "--format", "histogramSamples", "--path", "stdout"], cwd=machine.HERE,
                          stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit("the benchmark package failed")
    ratios = [int(line) / 1000 for line in done.stdout.splitlines() if line.strip().isdigit()]
    if not ratios:
        sys.exit("the benchmark package gave no figure")
    # The median, not the mean: of ratios of two times that both vary, the mean is above 1 even when they are alike.
    judge("open a password archive : bare Argon2i", statistics.median(ratios), 1.05,
          f"median of {len(ratios)} pairs, processor time")
