#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Find what signal handlers call, directly or not.

usage: handlers.py --allow LIST OBJECT...

LIST has one word a line, and what stands behind it:
  handler FILE:FUNCTION   a signal handler, or what one calls by a pointer
  leave FUNCTION          it is called when the handler has been left; not followed
  NAME                    a function outside of the objects that handlers may call
  maybe NAME              the same, and the compiler may do without it
  none FILE               a file that calls sigaction() or signal() for no handler of its own

A function calls what its code refers to, by a call, a jump or an address. An object that calls sigaction() or signal(),
and of which the list has neither handler nor `none`, is an offence. So is a word of the list that nothing needs.

Exit code 0 when handlers call what is allowed, 1 when not (one line for each offence, with the way to it), 2 for wrong
usage.
"""
import argparse
import collections
import os
import re
import subprocess
import sys

FUNCTION = re.compile(r"^[0-9a-f]+ <(\S+)>:$")
REFERENCE = re.compile(r"<([^>+]+)(?:\+0x[0-9a-f]+)?>$")
RELOCATION = re.compile(r"^\s+[0-9a-f]+: (R_\w+)\s+(\S+?)(?:([+-])0x([0-9a-f]+))?$")
SYMBOL = re.compile(r"^([0-9a-f]+) (.{7}) (\S+)\t\S+ (?:\.hidden )?(\S+)$")
INSTALLERS = {"sigaction", "signal"}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def file_of(path):
    """.../adsp_machine.dir/./sched/watchdog.c.o -> sched/watchdog"""
    name = path.split(".dir/", 1)[-1].removeprefix("./")
    return re.sub(r"\.c\.o$|\.o$", "", name)


class Object:
    """The functions of an object, and the names that each of them uses."""

    def __init__(self, path):
        objdump = os.environ.get("OBJDUMP", "objdump")
        self.file = file_of(path)
        self.places = collections.defaultdict(list)  # by section: (start, name)
        self.functions, self.exported = set(), set()
        for line in run(objdump, "-t", path).splitlines():
            match = SYMBOL.match(line)
            if not match:
                continue
            start, flags, section, name = match.groups()
            if "F" in flags:
                self.places[section].append((int(start, 16), name))
                self.functions.add(name)
            if flags[0] != "l" and section != "*UND*":
                self.exported.add(name)
        self.uses = collections.defaultdict(set)
        self.read(run(objdump, "-dr", "--no-show-raw-insn", path).splitlines())
        self.imports = set().union(*self.uses.values())

    def at(self, section, offset):
        """The function that stands there."""
        found = [(start, name) for start, name in self.places[section] if start <= offset]
        return max(found)[1] if found else None

    def read(self, lines):
        function, jump = None, None
        for line in lines:
            match = FUNCTION.match(line)
            if match:
                function, jump = match[1], None
                continue
            match = RELOCATION.match(line)
            if match:
                # what an instruction seems to refer to is filled in by its relocation
                jump = None
                kind, name, sign, number = match.groups()
                offset = int(number or "0", 16) * (-1 if sign == "-" else 1)
                if "PC32" in kind or "PLT32" in kind:
                    offset += 4
                if name in self.places or name.startswith("."):
                    name = self.at(name, offset)
                if name:
                    self.uses[function].add(name)
                continue
            if jump:
                self.uses[function].add(jump)
            match = REFERENCE.search(line)
            jump = match[1] if match and match[1] != function else None


def read_list(path):
    handlers, left, none, names, maybe = [], set(), set(), set(), set()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            words = line.split("#", 1)[0].split()
            if not words:
                continue
            if len(words) == 1:
                names.add(words[0])
            elif words[0] == "handler":
                handlers.append(tuple(words[1].rsplit(":", 1)))
            elif words[0] == "leave":
                left.add(words[1])
            elif words[0] == "none":
                none.add(words[1])
            elif words[0] == "maybe":
                maybe.add(words[1])
            else:
                print(f"{path}: {line.strip()}: expected handler, leave, none, maybe or a name", file=sys.stderr)
                sys.exit(2)
    return handlers, left, none, names, maybe


def follow(handlers, left, owner):
    """(way, name) of each function outside that is called, and (None, name) of each in `left`."""
    ways = {start: f"{start[1]}()" for start in handlers}
    queue = collections.deque(handlers)
    while queue:
        entry, name = queue.popleft()
        for used in sorted(entry.uses[name]):
            at = entry if used in entry.functions else owner.get(used)
            way = f"{ways[entry, name]} -> {used}()"
            if used in left:
                yield None, used
            elif not at:
                yield way, used
            elif used in at.functions and (at, used) not in ways:
                ways[at, used] = way
                queue.append((at, used))


def check(objects, handlers, left, none, names, maybe):
    files = {entry.file: entry for entry in objects}
    starts, needed = [], set()
    for file, name in handlers:
        if file in files and name in files[file].functions:
            starts.append((files[file], name))
        else:
            yield f"there is no {name}() in {file}"
    for way, name in follow(starts, left, {name: entry for entry in objects for name in entry.exported}):
        needed.add(name)
        if way and name not in names | maybe:
            yield f"{way}, which is not in the list"
    for name in sorted((names | left) - needed):
        yield f"{name} is in the list, and no handler calls it"
    known = {file for file, _ in handlers} | none
    for entry in objects:
        if entry.imports & INSTALLERS and entry.file not in known:
            yield f"{entry.file} installs a handler, and the list has none of it"
    for file in sorted(none):
        if file not in files or not files[file].imports & INSTALLERS:
            yield f"{file} installs no handler"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--allow", required=True)
    parser.add_argument("objects", nargs="+")
    options = parser.parse_args()
    offences = sorted(set(check([Object(path) for path in options.objects], *read_list(options.allow))))
    for offence in offences:
        print(f"handlers: {offence}", file=sys.stderr)
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())
