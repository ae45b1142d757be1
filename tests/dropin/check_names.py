#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Drop-in files use only the headers and names that others may count on.

    check_names.py NAMES.txt --nm NM --objects OBJECT... --sources SOURCE...
"""
import argparse
import fnmatch
import pathlib
import re
import subprocess
import sys

INCLUDE = re.compile(r"^\s*#\s*include\s+([<\"][^>\"]+[>\"])", re.MULTILINE)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names")
    parser.add_argument("--nm", default="nm")
    parser.add_argument("--objects", nargs="+", required=True)
    parser.add_argument("--sources", nargs="+", required=True)
    options = parser.parse_args()
    lines = pathlib.Path(options.names).read_text(encoding="utf-8").splitlines()
    allowed = [word for line in lines if not line.startswith("#") for word in line.split()]

    problems = []
    for source in options.sources:
        for header in INCLUDE.findall(pathlib.Path(source).read_text(encoding="utf-8")):
            if header not in allowed:
                problems.append(f"{source}: includes {header}")
    for file in options.objects:
        text = subprocess.run([options.nm, "-u", "--format=posix", file], check=True, capture_output=True, text=True)
        for line in text.stdout.splitlines():
            name = line.split()[0]
            if not any(fnmatch.fnmatchcase(name, pattern) for pattern in allowed):
                problems.append(f"{file}: uses {name}")
    for problem in problems:
        print(f"{problem}, which {options.names} does not list")
    print(f"{len(options.sources)} files, {len(problems)} names too many")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
