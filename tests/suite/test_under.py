#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What a suite says under Valgrind: test_under.py TWICE KEPT TOUCHED SUPPRESSIONS

TWICE gives a region back twice: without the ledger only the tool notices, and its line is the scenario's. KEPT leaves a
region with blocks in it: the report names the module of each. KEPT, and TOUCHED, which ends by a fault, need every
suppression of the file.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SEEDED, UNWATCHED = HERE / "seeded.yaml", HERE / "unwatched.yaml"


def run(program, suite, status, *words):
    done = subprocess.run([program, "suite", "-q", suite, *words], capture_output=True, text=True, check=False,
                          timeout=300)
    if done.returncode != status:
        sys.exit(f"{words}: exit status {done.returncode}, expected {status}\n{done.stdout}{done.stderr}")
    return json.loads(pathlib.Path("suite-out/result.json").read_text(encoding="utf-8"))["scenarios"][0]


def check_twice(program):
    if run(program, UNWATCHED, 0)["verdict"] != "pass":
        sys.exit("without a tool it does not pass")
    seen = run(program, UNWATCHED, 6, "--under", "valgrind")
    if seen["verdict"] != "error" or "Invalid read" not in seen["message"] or "vregion_put" not in seen["stderr"]:
        sys.exit(f"under valgrind: {seen['verdict']}: {seen['message']}")
    if not seen["reproduce"].endswith("--under valgrind --only 'twice'"):
        sys.exit(seen["reproduce"])


def check_kept(program):
    seen = run(program, SEEDED, 6, "--tag", "leak", "--under", "valgrind")
    if not re.search(r"exit status 9: .* leaked block: \d+ bytes of [\w.]+, in .*, allocated at .*\(fw/",
                     seen["message"]):
        sys.exit(f"the scenario's message is {seen['message']}")
    if not re.search(r"leaked block: 384 bytes of gain\.0\.0, in vregion gain\.0\.0, "
                     r"allocated at gain_init \(fw/.*\)\n",
                     seen["stderr"]) or "definitely lost" not in seen["stderr"]:
        sys.exit(f"the module of the block in the region is not named:\n{seen['stderr']}")


def check_suppressions(file, *programs):
    names = set(re.findall(r"^\{\n\s*(.+)$", file.read_text(encoding="utf-8"), re.MULTILINE))
    used = set()
    for program in programs:
        done = subprocess.run(["valgrind", "-v", f"--suppressions={file}", "--leak-check=full", "--fair-sched=yes",
                               program, "suite", "-q", SEEDED, "--tag", "leak", "--only", "leak", "--alone",
                               f"alone.{program.name}"],
                              capture_output=True, text=True, errors="replace", check=False, timeout=300)
        used |= set(re.findall(rf"used_suppression: +\d+ (.+) {re.escape(str(file))}", done.stderr))
    if not names or names != used:
        sys.exit(f"suppressions {names}, used {used}")


def main():
    twice, kept, touched, suppressions = (pathlib.Path(word).resolve() for word in sys.argv[1:5])
    with tempfile.TemporaryDirectory(prefix="adspbench-under.") as scratch:
        os.chdir(scratch)
        check_twice(twice)
        check_kept(kept)
        check_suppressions(suppressions, kept, touched)
        os.chdir("/")
    print("found under valgrind alone; leaked blocks have their modules; no suppression is unused")


if __name__ == "__main__":
    main()
