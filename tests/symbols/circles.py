#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Find circles of files in a set of objects.

usage: circles.py [--max N] [--folders DIR] --source DIR OBJECT...

A file is a C source with the header of its name; with --folders, each folder in that one of the source tree counts
as one file. A file uses another one when its object imports a symbol that the other's
object exports, or when it or its header includes the other's header. A circle is a set of files that all use each
other, directly or not. Prints each circle, largest first, with what ties it.

Exit code 0 when no circle has more than N files (default 1), 1 when one has, 2 for wrong usage.
"""
import argparse
import os
import re
import shlex
import subprocess
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def run(command):
    """Output of a command that must succeed."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{shlex.join(command)}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def symbols(path):
    """(imported names, exported names) of an object; nm -P prints 'name type [value size]'."""
    imported, exported = set(), set()
    for line in run([os.environ.get("NM", "nm"), "-P", "-g", path]).splitlines():
        name, kind = line.split()[:2]
        (imported if kind in "Uwv" else exported).add(name)
    return imported, exported


def name_of(path, directory):
    """.../adsp_machine.dir/./memory/heap.c.o -> memory/heap"""
    return re.sub(r"^\./", "", path.split(".dir/", 1)[1])[: -len(".c.o")] if ".dir/" in path else \
        os.path.splitext(os.path.relpath(path, directory))[0]


def symbol_uses(objects, directory):
    """{(user, used): names}"""
    table = {name_of(path, directory): symbols(path) for path in objects}
    owner = {name: file for file, (_, exported) in table.items() for name in exported}
    uses = {}
    for file, (imported, _) in table.items():
        for name in imported:
            if owner.get(name, file) != file:
                uses.setdefault((file, owner[name]), set()).add(name)
    return table.keys(), uses


def include_uses(files, directory, uses):
    """Adds what the sources and headers include of each other."""
    for file in files:
        for suffix in ".c", ".h":
            path = os.path.join(directory, file + suffix)
            if not os.path.exists(path):
                continue
            with open(path, encoding="utf-8") as text:
                for included in INCLUDE.findall(text.read()):
                    for base in directory, os.path.dirname(path):
                        used = os.path.splitext(os.path.relpath(os.path.join(base, included), directory))[0]
                        if used in files and used != file:
                            uses.setdefault((file, used), set()).add(f'"{included}"')


def join_folders(files, uses, parent):
    """The same with each folder in parent as one file. @return files, uses"""
    def joined(file):
        inside = file[len(parent) + 1:] if file.startswith(parent + "/") else ""
        return f"{parent}/{inside.split('/')[0]}" if "/" in inside else file

    result = {}
    for (user, used), names in uses.items():
        if joined(user) != joined(used):
            result.setdefault((joined(user), joined(used)), set()).update(names)
    return {joined(file) for file in files}, result


def circles(files, uses):
    """Strongly connected components with more than one file, by Tarjan's algorithm."""
    follow = {file: sorted(used for user, used in uses if user == file) for file in files}
    index, low, stack, found = {}, {}, [], []

    def visit(file):
        index[file] = low[file] = len(index)
        stack.append(file)
        for used in follow[file]:
            if used not in index:
                visit(used)
                low[file] = min(low[file], low[used])
            elif used in stack:
                low[file] = min(low[file], index[used])
        if low[file] == index[file]:
            circle = stack[stack.index(file):]
            del stack[stack.index(file):]
            if len(circle) > 1:
                found.append(sorted(circle))

    for file in sorted(files):
        if file not in index:
            visit(file)
    return sorted(found, key=len, reverse=True)


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n\n")[0])
    parser.add_argument("--max", type=int, default=1)
    parser.add_argument("--folders")
    parser.add_argument("--source", required=True)
    parser.add_argument("objects", nargs="+")
    options = parser.parse_args()
    files, uses = symbol_uses(options.objects, options.source)
    include_uses(files, options.source, uses)
    if options.folders:
        files, uses = join_folders(files, uses, options.folders)
    found = circles(files, uses)
    for circle in found:
        print(f"circle of {len(circle)} files: {' '.join(circle)}")
        for (user, used), names in sorted(uses.items()):
            if user in circle and used in circle:
                print(f"  {user} -> {used}: {', '.join(sorted(names))}")
    largest = max((len(circle) for circle in found), default=0)
    if largest > options.max:
        print(f"{options.source}: the largest circle has {largest} files, expected at most {options.max}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
