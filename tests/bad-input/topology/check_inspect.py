#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""adspbench inspect and bad input, as a user meets it: check_inspect.py COMPILED SOURCE

Each case is a command line, the exit status it must end with and the one line it must say. The
program comes from the environment variable ADSPBENCH.
"""
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

PROGRAM = shlex.split(os.environ["ADSPBENCH"])
HELP = "Try 'adspbench --help'."


def poked(data, offset, word):
    return data[:offset] + word.to_bytes(4, "little") + data[offset + 4:]


def make_files(folder, compiled, source):
    """Bad files by name, each with the line that refuses it."""
    valid = compiled.read_bytes()
    files = {
        "empty.tplg": (b"", "offset 0x0: expected a topology of 1..1048576 bytes, found none"),
        "short.tplg": (valid[:20], "offset 0x0: expected a block header of 36 bytes, "
                       "found 20 bytes before the end of the file"),
        "cut.tplg": (valid[:100], "offset 0x18: expected a payload of at most 64 bytes, found 118"),
        "huge.tplg": (valid.ljust(1048577, b"\0"), "offset 0x100000: expected a topology of 1..1048576 bytes, "
                      "found more"),
        "wave.tplg": (b"RIFF" + bytes(60), "offset 0x0: expected the magic 0x41536f43 of a compiled topology, "
                      "found 0x46464952"),
        "swapped.tplg": (valid[3::-1] + valid[4:], "offset 0x0: expected a little-endian topology, "
                         "found a big-endian one"),
        "abi4.tplg": (poked(valid, 4, 4), "offset 0x4: expected topology ABI 5, found 4"),
        "lying.tplg": (poked(valid, 24, 0xffffffff),
                       f"offset 0x18: expected a payload of at most {len(valid) - 36} bytes, found 4294967295"),
        "broken.conf": (b"<lib/none.conf>\nDefine { A 1 }\n", "alsatplg: Cannot access file lib/none.conf; "
                        "line 1:15:No such file or directory (of it or of a file that it includes)"),
        "bare.conf": (b"Object.Base.manifest.1 { name \"x\" }\n",
                      "alsatplg: Failed to parse arguments in input config (a source must hold a Define block)"),
    }
    for name, (data, _) in files.items():
        (folder / name).write_bytes(data)
    return {name: line for name, (data, line) in files.items()}


def run(arguments, **options):
    return subprocess.run(PROGRAM + [str(a) for a in arguments], stdin=subprocess.DEVNULL, text=True,
                          capture_output="stdout" not in options, timeout=100, **options)


def check(faults, arguments, status, lines):
    """Exit status and every line on standard error."""
    result = run(arguments)
    if result.returncode != status or result.stderr.splitlines() != lines or (status and result.stdout):
        faults.append(f"{arguments}: status {result.returncode}, expected {status}; said {result.stderr!r}, "
                      f"expected {lines}; printed {len(result.stdout)} bytes")


def main():
    compiled, source = map(pathlib.Path, sys.argv[1:3])
    faults = []
    check(faults, [], 1, ["adspbench: which verb?", HELP])
    check(faults, ["play"], 1, ["adspbench: unknown verb 'play'", HELP])
    check(faults, ["--play"], 1, ["adspbench: unknown option '--play'", HELP])
    check(faults, ["help", "play"], 1, ["adspbench: unknown verb 'play'", HELP])
    for good in (["--version"], ["--help"], ["help"], ["help", "inspect"], ["inspect", "--help"],
                 ["inspect", compiled], ["inspect", "--json", compiled], ["inspect", "--dot", source]):
        check(faults, good, 0, [])
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, line in make_files(folder, compiled, source).items():
            check(faults, ["inspect", folder / name], 2, [f"adspbench inspect: {folder / name}: {line}"])
    check(faults, ["inspect", "/nowhere.tplg"], 2,
          ["adspbench inspect: /nowhere.tplg: cannot read the topology: No such file or directory"])
    check(faults, ["inspect", "/"], 2, ["adspbench inspect: /: cannot read the topology: Is a directory"])
    with open("/dev/full", "w", encoding="utf-8") as full:
        result = run(["inspect", compiled], stdout=full, stderr=subprocess.PIPE)
    if (result.returncode, result.stderr) != (7, "adspbench: cannot write standard output: "
                                              "No space left on device\n"):
        faults.append(f"full disk: status {result.returncode}, said {result.stderr!r}")
    print("\n".join(faults) or "all as expected")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
