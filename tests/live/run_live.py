#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Real ALSA programs on a card that `adspbench card` runs. Each case is a function; see --help.

The program is in the environment variable ADSPBENCH, as words of a shell. Nothing here waits for a time: cases wait
for what they are about. A program that is not installed fails the case that needs it; tools/setup.sh installs all.
"""
import argparse
import subprocess
import sys
import tempfile

import live_audio  # noqa: F401 (each registers its cases)
import live_card  # noqa: F401
import live_controls  # noqa: F401
import live_faults  # noqa: F401
import live_programs  # noqa: F401
from bench import CASES, Bench, Failure


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tplg", required=True, help="folder of compiled topologies")
    parser.add_argument("--client", required=True, help="the C client")
    parser.add_argument("--faulty", help="a program with the mistake of docs/userspace.md, for isolation-fault")
    parser.add_argument("--repeat", type=int, default=20, help="how often the literal command is repeated")
    parser.add_argument("--seconds", type=int, default=10, help="how long real-time plays")
    parser.add_argument("cases", nargs="*",
                        help="default: all but real-time, which needs an idle machine, and isolation-fault")
    options = parser.parse_args()
    failed = []
    unknown = [name for name in options.cases if name not in CASES]
    if unknown:
        sys.exit(f"no case {', '.join(unknown)}; there are {', '.join(CASES)}")
    for name in options.cases or [name for name in CASES if name not in ("real-time", "isolation-fault")]:
        with tempfile.TemporaryDirectory(prefix="adspbench-live-") as folder:
            bench = Bench(options, folder)
            try:
                CASES[name](bench)
                print(f"{name}: good", flush=True)
            except (Failure, subprocess.TimeoutExpired) as error:
                print(f"{name}: FAILED: {error}", flush=True)
                failed.append(name)
            finally:
                bench.stop()
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
