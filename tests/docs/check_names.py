#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Files, links, functions and Kconfig symbols that pages name exist: check_names.py SOURCE_DIR PAGE...

Files are paths from the top of the tree (`fw/lib/alloc.c`) or names of C files (`alloc.c`). Words in capitals in a path
stand for something else, a page may name files that its own blocks make, and those of tests/leak/leak.* are made by the
build. Exit status 1 with one line for each name that is wrong.
"""
import pathlib
import re
import sys

TREES = ("fw", "testbench", "tests", "tools", "tplg", "cmake", "inputs")
PATH = re.compile(rf"`((?:{'|'.join(TREES)})/[\w./-]+)`")
MADE = re.compile(r"^```\w+ (\S+/\S+)$", re.MULTILINE)
PLACEHOLDER = re.compile(r"(?:^|[/_.])[A-Z]+(?:[/.]|$)|^tests/leak/leak[.]")


def wrong_names(source, page, files, words):
    text = page.read_text(encoding="utf-8")
    made = MADE.findall(text)
    names = {pathlib.PurePath(name).name for name in made} | files
    for name in set(PATH.findall(text)):
        if not PLACEHOLDER.search(name) and not (source / name).exists() and not any(
                file.startswith(name) for file in made):
            yield f"there is no {name}"
    yield from (f"there is no {name}" for name in set(re.findall(r"`(\w+[.][ch])`", text)) if name not in names)
    yield from (f"no function is named {name}" for name in set(re.findall(r"`(\w+)\(\)`", text)) if name not in words)
    yield from (f"no symbol is named {name}" for name in set(re.findall(r"`(CONFIG_\w+)`", text))
                if name not in words and name.removeprefix("CONFIG_") not in words)
    yield from (f"it links to {link}" for link in set(re.findall(r"\]\(([^):#]+)[#)]", text))
                if not (page.parent / link).exists())


def main():
    source, pages = pathlib.Path(sys.argv[1]), [pathlib.Path(name) for name in sys.argv[2:]]
    paths = [path for tree in TREES for path in (source / tree).rglob("*") if path.suffix in (".c", ".h")]
    others = [*(source / "fw").rglob("Kconfig"), *(source / "cmake").glob("*.cmake")]
    words = {word for path in paths + others for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))}
    problems = [f"{page}: {problem}" for page in pages
                for problem in sorted(wrong_names(source, page, {path.name for path in paths}, words))]
    print("\n".join([*problems, f"{len(pages)} pages, {len(problems)} problems"]))
    return 1 if problems or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
