#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The plots of the pages are what tools/plots.sh draws: check_plots.py SOURCE_DIR

Numbers may differ by rounding: machines' logarithms end in other digits. Exit status 1 with one line for each plot that
is missing, left over or different.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
ROUNDING = 0.11


def same(first, second):
    if NUMBER.sub("#", first) != NUMBER.sub("#", second):
        return False
    pairs = zip(NUMBER.findall(first), NUMBER.findall(second))
    return all(abs(float(a) - float(b)) <= ROUNDING for a, b in pairs)


def main():
    source = pathlib.Path(sys.argv[1])
    kept = {path.name: path for path in (source / "docs" / "plots").glob("*.svg")}
    with tempfile.TemporaryDirectory(prefix="adspbench-plots.") as scratch:
        subprocess.run([source / "tools" / "plots.sh", scratch], check=True)
        drawn = {path.name: path for path in pathlib.Path(scratch).glob("*.svg")}
        problems = [f"docs/plots lacks {name}" for name in sorted(drawn.keys() - kept.keys())]
        problems += [f"docs/plots/{name} is of no example" for name in sorted(kept.keys() - drawn.keys())]
        problems += [f"docs/plots/{name} is not what tools/plots.sh draws"
                     for name in sorted(drawn.keys() & kept.keys())
                     if not same(drawn[name].read_text(encoding="utf-8"), kept[name].read_text(encoding="utf-8"))]
    print("\n".join(problems) or f"{len(drawn)} plots")
    return 1 if problems or not drawn else 0


if __name__ == "__main__":
    sys.exit(main())
