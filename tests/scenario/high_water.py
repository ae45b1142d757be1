#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A region exactly as large as its high-water mark is enough, one page less is refused and leaks nothing.

    ADSPBENCH=adspbench high_water.py REGION WORDS...

WORDS are those of `run`, without an output; their topology makes the region of LIFETIME_BYTES and HEAP_BYTES. It is
run three times: with the room that WORDS give, with what the report of that run says was used, rounded up to pages,
and with a page less than that. The first two must give the same samples.
"""
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

PAGE = 4096
TOO_SMALL = re.compile(r"<wrn> vregion: region too small: asked (\d+) aligned to \d+, "
                       r"free (\d+) of (\d+) interim bytes$", re.MULTILINE)


def run(words, name, expected):
    """@return report of the memory, standard error"""
    command = [*shlex.split(os.environ["ADSPBENCH"]), "run", "-q", "--memory-report", name + ".json",
               "-o", name + ".wav", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != expected:
        sys.exit(f"{shlex.join(command)}: exit status {done.returncode}, expected {expected}\n{done.stderr}")
    return json.loads(pathlib.Path(name + ".json").read_text(encoding="utf-8")), done.stderr


def sizes(lifetime, interim):
    return ["-D", f"LIFETIME_BYTES={lifetime}", "-D", f"HEAP_BYTES={interim}"]


def main():
    name, words = sys.argv[1], sys.argv[2:]
    report, _ = run(words, "roomy", 0)
    region = next(r for r in report["regions"] if r["name"] == name)
    lifetime = -(-region["lifetime"]["used"] // PAGE) * PAGE
    interim = -(-region["interim"]["peak"] // PAGE) * PAGE
    print(f"{name}: high-water mark {region['lifetime']['used']} lifetime, {region['interim']['peak']} interim bytes, "
          f"runs in {lifetime + interim}")

    report, _ = run(words + sizes(lifetime, interim), "exact", 0)
    if report["regions"][0]["size"] != lifetime + interim or report["verdict_count"]:
        sys.exit(f"{report['regions']}: expected one of {lifetime + interim} bytes without verdicts")
    if pathlib.Path("roomy.wav").read_bytes() != pathlib.Path("exact.wav").read_bytes():
        sys.exit("the exact region gives other samples")

    report, text = run(words + sizes(lifetime, interim - PAGE), "small", 3)
    refused = TOO_SMALL.search(text)
    if not refused or int(refused[3]) != interim - PAGE:
        sys.exit(f"expected 'region too small' with {interim - PAGE} bytes in\n{text}")
    left = [b for b in report["at_end"]["blocks"] if not b["boot"]]
    if report["verdict_count"] or left or os.path.exists("small.wav"):
        sys.exit(f"a page less leaves {left} behind, {report['verdict_count']} verdicts")


if __name__ == "__main__":
    main()
