#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Make patched copies of firmware files from the table of seeded bugs.

    seed.py list BUGS.toml                      program;file[;file...]  one line for each program to build
    seed.py patch BUGS.toml SOURCE_DIR PROGRAM FILE OUT

A program is leak.<id>, or leak.<id>.twin, which has only the changes that are no mistake.
"""
import pathlib
import sys
import tomllib


def load(path):
    table = tomllib.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    for bug in table["bug"]:
        bug.setdefault("twin", [])
        bug.setdefault("run", table["run_default"])
        bug.setdefault("status", 5)
    names = [bug["id"] for bug in table["bug"]]
    if len(set(names)) != len(names):
        sys.exit(f"seed: {path}: an id appears twice")
    return table["bug"]


def programs(bugs):
    """{program: edits}"""
    result = {}
    for bug in bugs:
        result[f"leak.{bug['id']}"] = bug["edit"] + bug["twin"]
        if bug["twin"]:
            result[f"leak.{bug['id']}.twin"] = bug["twin"]
    return result


def patch(source, file, edits, program):
    path = pathlib.Path(source) / file
    text = path.read_text(encoding="utf-8")
    for name, after, old, new in edits:
        if name != file:
            continue
        start = text.find(after)
        at = text.find(old, start) if start >= 0 else -1
        if at < 0:
            sys.exit(f"seed: {program}: {file} has no '{old}' behind '{after}': change the edit in bugs.toml")
        text = text[:at] + new + text[at + len(old):]
    return f'#line 1 "{path.resolve()}"\n{text}'


def main():
    verb, table = sys.argv[1], load(sys.argv[2])
    known = programs(table)
    if verb == "list":
        for program, edits in known.items():
            print(";".join([program, *dict.fromkeys(edit[0] for edit in edits)]))
        return
    source, program, file, out = sys.argv[3:]
    pathlib.Path(out).write_text(patch(source, file, known[program], program), encoding="utf-8")


if __name__ == "__main__":
    main()
