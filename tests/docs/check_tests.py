#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Every test that a page names exists: `path/to/file.c: function`, and attacks and twins as attack `name`.

Each row of its tables must name one.

    check_tests.py SOURCE_DIR PAGE
"""
import pathlib
import re
import sys


def main():
    source, page = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    text = page.read_text(encoding="utf-8")
    attacks = "".join(path.read_text(encoding="utf-8") for path in (source / "tests/attack").glob("attacks_*.c"))
    tests = re.findall(r"`(tests/[\w/.]+): (\w+)`", text)
    names = re.findall(r"(?:attack|twin) `(\w+)`", text)
    wrong = [f"{line}: names no test" for line in re.findall(r"^\| (?!hazard ).*", text, re.MULTILINE)
             if not re.search(r"`tests/|attack `", line)]
    for file, function in tests:
        path = source / file
        # defined, and on the list of what runs
        if not path.exists() or len(re.findall(rf"\b{function}\b", path.read_text(encoding="utf-8"))) < 2:
            wrong.append(f"there is no {file}: {function}")
    wrong += [f"there is no attack {name}" for name in names if f"ATTACK({name})" not in attacks]
    for text in wrong:
        print(f"{page}: {text}")
    if not tests or not names:
        print(f"{page}: names no test")
        return 1
    print(f"{len(tests)} tests, {len(names)} attacks and twins")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
