#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A mistake that a run does not show fails the suite under Valgrind, with the tool's line: test_under.py PROGRAM

PROGRAM gives a region back twice; without the ledger nobody notices.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def run(program, status, *words):
    done = subprocess.run([program, "suite", "-q", HERE / "unwatched.yaml", *words], capture_output=True, text=True,
                          check=False, timeout=300)
    if done.returncode != status:
        sys.exit(f"{words}: exit status {done.returncode}, expected {status}\n{done.stdout}{done.stderr}")
    return json.loads(pathlib.Path("suite-out/result.json").read_text(encoding="utf-8"))["scenarios"][0]


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="adspbench-under.") as scratch:
        os.chdir(scratch)
        if run(program, 0)["verdict"] != "pass":
            sys.exit("without a tool it does not pass")
        seen = run(program, 6, "--under", "valgrind")
        if seen["verdict"] != "error" or "Invalid read" not in seen["message"] or "vregion_put" not in seen["stderr"]:
            sys.exit(f"under valgrind: {seen['verdict']}: {seen['message']}")
        if not seen["reproduce"].endswith("--under valgrind --only 'twice'"):
            sys.exit(seen["reproduce"])
        os.chdir("/")
    print("found under valgrind alone")


if __name__ == "__main__":
    main()
