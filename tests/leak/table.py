#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Who finds the seeded bugs, as a table in Markdown.

    table.py BUILD_DIR... [--into FILE.md]

Each build directory in which the test leak.seeded-bugs has run gives a column: a plain one the ledger's, those of the
presets valgrind and asan those of the tools. --into replaces what stands between the markers in a page.
"""
import argparse
import json
import pathlib
import sys

BEGIN, END = "<!-- seeded bugs: begin -->", "<!-- seeded bugs: end -->"
WATCHERS = {"valgrind": "Valgrind", "asan": "ASan"}


def read(builds):
    found = {}
    for build in builds:
        for file in sorted((pathlib.Path(build) / "tests" / "leak" / "found").glob("*.json")):
            found[file.stem] = {row["id"]: row for row in json.loads(file.read_text(encoding="utf-8"))}
    if not found:
        sys.exit("table: no results: run the test leak.seeded-bugs first")
    return found


def lines(found):
    base = found.get("ledger") or next(iter(found.values()))
    tools = [name for name in WATCHERS if name in found]
    head = ["bug", "what is wrong", "ledger", *[WATCHERS[name] for name in tools], "with nobody watching"]
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for key, row in base.items():
        cells = [f"`{key}`", row["what"], row["verdict"] if row["ledger"] else "**missed**"]
        cells += [found[name].get(key, {}).get("watcher", "?") for name in tools]
        cells.append(row["unwatched"])
        yield "| " + " | ".join(cells) + " |"
    caught = [sum(row["ledger"] for row in base.values())]
    caught += [sum(row["watcher"] == "yes" for row in found[name].values()) for name in tools]
    yield f"| {len(base)} | caught | {caught[0]} | " + "".join(
        f"{count} alone, {sum(row['watcher'] == 'with the ledger' for row in found[name].values())} with the ledger | "
        for name, count in zip(tools, caught[1:])) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", nargs="+")
    parser.add_argument("--into")
    options = parser.parse_args()
    table = "\n".join(lines(read(options.build)))
    if not options.into:
        print(table)
        return
    page = pathlib.Path(options.into)
    text = page.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        sys.exit(f"table: {page} has no {BEGIN} and {END}")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
