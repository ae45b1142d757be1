#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The region allocator that leaks is caught: check_leaky.py DP-GAIN.tplg, ADSPBENCH names the program."""
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import wave

LEAK_STATUS = 5


def main():
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        with wave.open(str(scratch / "in.wav"), "wb") as out:
            out.setnchannels(2)
            out.setsampwidth(4)
            out.setframerate(48000)
            out.writeframes(bytes(480 * 8))
        command = [*shlex.split(os.environ["ADSPBENCH"]), "run", "-q", "-d", "0", "-t", sys.argv[1], "-i",
                   str(scratch / "in.wav"), "-o", "/dev/null", "--memory-report", str(scratch / "memory.json")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        verdicts = json.loads((scratch / "memory.json").read_text(encoding="utf-8"))["verdicts"]
    for verdict in verdicts:
        print(f"{verdict['verdict']}: {verdict['text']}")
    if done.returncode != LEAK_STATUS or len(verdicts) != 1:
        sys.exit(f"exit status {done.returncode} and {len(verdicts)} verdicts, expected {LEAK_STATUS} and one")
    first = verdicts[0]
    if (first["verdict"] != "block-left" or not first["memory"].startswith("vregion gain.") or
            "its pages were not given back" not in first["text"] or "module_instance_free (fw/" not in first["text"]):
        sys.exit("expected block-left of vregion gain, whose pages module_instance_free() did not give back")


if __name__ == "__main__":
    main()
