#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Measure the rate converter: play test signals through `adspbench run`, let src_meter judge what comes out.

    ADSPBENCH=build/adspbench src_quality.py --meter build/src_meter [IN:OUT ...]

Without pairs of rates: all that have figures to beat. Prints a line for each, every figure as "measured/to beat";
'!' marks a miss. Exit status: 0 all beaten, 6 a figure missed, 2 wrong use, 3 a run failed.
"""
import argparse
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MISSED = 6
PATH_RATES = ("48000", "48000")


def convert(program, rates, bits, source, result):
    """@return None, or the message of the run that failed"""
    command = program + ["run", "-q", "-t", str(ROOT / "tplg/src-playback.conf"), "-D", f"FE_RATE={rates[0]}",
                         "-D", f"RATE={rates[1]}", "-D", f"WIDTH={bits}", "-D", "CHANNELS=1", "-D", "CURVE=none",
                         "-i", source, "-o", result]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        return f"{shlex.join(command)}: exit {done.returncode}: {done.stderr.strip()}"
    return None


def play(program, meter, rates, bits, scratch):
    """@return the WAV that came out, None when a program failed"""
    source, result = (os.path.join(scratch, f"{name}{bits}.wav") for name in ("in", "out"))
    if subprocess.run([meter, "stimulus", *rates, str(bits), source], check=False).returncode:
        return None
    problem = convert(program, rates, bits, source, result)
    if problem:
        print(f"src_quality: {problem}", file=sys.stderr)
        return None
    return result


def measure_path(program, meter, scratch):
    """@return the delay of everything around the converter in ms, as text; None"""
    result = play(program, meter, PATH_RATES, 32, scratch)
    done = result and subprocess.run([meter, "path", result], stdout=subprocess.PIPE, text=True, check=False)
    return done.stdout.strip() if done and not done.returncode else None


def measure(program, meter, rates, path_ms, scratch):
    """@return exit status for one pair"""
    results = [play(program, meter, rates, bits, scratch) for bits in (32, 24, 16)]
    if None in results:
        return 3
    return subprocess.run([meter, "measure", *rates, *results, path_ms], check=False).returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--meter", required=True, type=os.path.abspath, help="the program src_meter")
    parser.add_argument("pair", nargs="*", metavar="IN:OUT")
    options = parser.parse_args()
    program = shlex.split(os.environ.get("ADSPBENCH", ""))
    if not program:
        print("src_quality: ADSPBENCH must name the program", file=sys.stderr)
        return 2
    pairs = [pair.split(":") for pair in options.pair]
    if not pairs:
        listed = subprocess.run([options.meter, "list"], capture_output=True, text=True, check=True).stdout
        pairs = [line.split() for line in listed.splitlines()]
    worst = {}
    with tempfile.TemporaryDirectory(prefix="src-quality.") as scratch:
        path_ms = measure_path(program, options.meter, scratch)
        if not path_ms:
            return 3
        print(f"everything but the converter delays by {path_ms} ms; it is not counted", flush=True)
        for rates in pairs:
            status = measure(program, options.meter, rates, path_ms, scratch)
            worst[status] = worst.get(status, 0) + 1
    missed = sum(count for status, count in worst.items() if status)
    print(f"{len(pairs)} conversions, {missed} with a figure missed" if missed else
          f"{len(pairs)} conversions, every figure beaten (=: equalled, and nothing better is possible)")
    failures = [status for status in worst if status not in (0, MISSED)]
    return 3 if failures else MISSED if missed else 0


if __name__ == "__main__":
    sys.exit(main())
