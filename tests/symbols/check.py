#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Keep firmware and host apart.

usage: check.py firmware-imports --allow LIST OBJECT...
       check.py host-imports --firmware OBJECT... --machine OBJECT... --host OBJECT...
       check.py firmware-includes --source DIR --allow LIST COMPILE_COMMANDS
       check.py host-includes --source DIR COMPILE_COMMANDS
       check.py headers-alone [--include DIR]... [--force HEADER] --cc COMPILER --root DIR

firmware-imports   firmware objects import only each other's symbols and those in LIST
host-imports       host objects use nothing of the firmware, and of the machine only adsp_*
firmware-includes  firmware files include their own headers and the C headers in LIST, nothing else
host-includes      host files include nothing of fw/ but the IPC4 ABI and the machine's outside
headers-alone      every header under DIR compiles by itself

Exit code 0 when the rule holds, 1 when it is broken (one line for each offence), 2 for wrong usage.
"""
import argparse
import fnmatch
import json
import os
import re
import shlex
import subprocess
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def run(command, cwd=None):
    """Output of a command that must succeed."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{shlex.join(command)}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def symbols(objects):
    """[(object, imported names, exported names)]; nm -P prints 'name type [value size]'."""
    table = []
    for path in objects:
        imported, exported = set(), set()
        for line in run([os.environ.get("NM", "nm"), "-P", "-g", path]).splitlines():
            name, kind = line.split()[:2]
            if kind in "Uwv" and len(line.split()) == 2:
                imported.add(name)
            else:
                exported.add(name)
        table.append((path, imported, exported))
    return table


def read_list(path):
    with open(path, encoding="utf-8") as lines:
        names = [line.split("#", 1)[0].strip() for line in lines]
    return [name for name in names if name]


def firmware_imports(options):
    patterns = read_list(options.allow)
    table = symbols(options.objects)
    own = set().union(*(exported for _, _, exported in table + symbols(options.provided)))
    for path, imported, _ in table:
        for name in sorted(imported - own):
            if not any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns):
                yield (f"{path}: imports {name}, which no firmware object defines and "
                       f"{options.allow} does not list")


def host_imports(options):
    firmware = set().union(*(exported for _, _, exported in symbols(options.firmware)))
    machine = set().union(*(exported for _, _, exported in symbols(options.machine)))
    for path, imported, _ in symbols(options.host):
        for name in sorted(imported):
            if name in firmware:
                yield f"{path}: uses {name} of the firmware; the way in is IPC4, DMA and the tick"
            elif name in machine and not name.startswith("adsp_"):
                yield f"{path}: uses {name} of the machine; its outside is adsp_*"


def compilations(commands_path, wanted):
    """(source, files it includes) of each compilation into a path that holds `wanted`."""
    with open(commands_path, encoding="utf-8") as file:
        entries = json.load(file)
    found = False
    for entry in entries:
        words = shlex.split(entry["command"])
        output = words.index("-o")
        if wanted not in words[output + 1]:
            continue
        found = True
        del words[output:output + 2]
        words.remove("-c")
        rule = run(words + ["-M"], cwd=entry["directory"])
        # blanks in names have a backslash in front
        files = [name.replace("\\ ", " ") for name in
                 re.findall(r"(?:\\ |\S)+", rule.split(":", 1)[1].replace("\\\n", " "))]
        yield entry["file"], [os.path.join(entry["directory"], name) for name in files]
    if not found:
        sys.exit(f"{commands_path}: no compilation into {wanted}, so nothing would be checked")


def inside(path, *folders):
    real = os.path.realpath(path)
    return any(real.startswith(os.path.realpath(folder) + os.sep) for folder in folders)


def firmware_includes(options):
    allowed = read_list(options.allow)
    firmware = os.path.join(options.source, "fw")
    machine = os.path.join(firmware, "platform")
    headers = os.path.join(firmware, "include")
    seen = set()
    for source, files in compilations(options.commands, "/adsp_firmware.dir/"):
        for path in files:
            if not inside(path, options.source):
                continue
            # the file itself may have been dropped in from anywhere
            if path != source and (inside(path, machine) or
                                   not (inside(path, firmware) or
                                        path.endswith(("/generated/autoconf.h", "/generated/module_abi.h",
                                                       "/generated/module_costs.inc")))):
                yield f"{source}: includes {os.path.relpath(path, options.source)}, not a firmware header"
            if path in seen:
                continue
            seen.add(path)
            yield from bad_include_lines(path, headers, allowed, options)


def bad_include_lines(path, headers, allowed, options):
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            kind, name = match.groups()
            beside = kind == '"' and os.path.exists(os.path.join(os.path.dirname(path), name))
            if beside or os.path.exists(os.path.join(headers, name)) or name in allowed:
                continue
            yield (f"{path}:{number}: includes {name}, which is no firmware header and "
                   f"{options.allow} does not list")


def host_includes(options):
    firmware = os.path.join(options.source, "fw")
    outside = (os.path.join(firmware, "include", "ipc4"),
               os.path.join(firmware, "platform", "posix", "include"))
    for source, files in compilations(options.commands, "adsp_host.dir/"):
        for path in files:
            if inside(path, firmware) and not inside(path, *outside):
                real = os.path.relpath(os.path.realpath(path), options.source)
                yield f"{source}: includes {real}; of fw/ the host sees ipc4/ and adsp/ only"


def headers_alone(options):
    flags = [word for folder in options.include for word in ("-I", folder)]
    if options.force:
        flags += ["-include", options.force]
    found = False
    for folder, _, names in sorted(os.walk(options.root)):
        for name in sorted(names):
            if not name.endswith(".h"):
                continue
            found = True
            path = os.path.join(folder, name)
            done = subprocess.run(
                [options.cc, "-std=gnu11", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror",
                 "-fsyntax-only", *flags, "-include", path, "-x", "c", os.devnull],
                capture_output=True, text=True)
            if done.returncode:
                errors = [line for line in done.stderr.splitlines() if "error:" in line]
                yield f"{path}: does not compile alone: {(errors or [done.stderr])[0]}"
    if not found:
        sys.exit(f"{options.root}: no header there, so nothing would be checked")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    rules = parser.add_subparsers(dest="rule", required=True)
    rule = rules.add_parser("firmware-imports")
    rule.add_argument("--allow", required=True)
    rule.add_argument("--provided", nargs="+", default=[])
    rule.add_argument("objects", nargs="+")
    rule = rules.add_parser("host-imports")
    for room in ("firmware", "machine", "host"):
        rule.add_argument(f"--{room}", nargs="+", required=True)
    rule = rules.add_parser("firmware-includes")
    rule.add_argument("--source", required=True)
    rule.add_argument("--allow", required=True)
    rule.add_argument("commands")
    rule = rules.add_parser("host-includes")
    rule.add_argument("--source", required=True)
    rule.add_argument("commands")
    rule = rules.add_parser("headers-alone")
    rule.add_argument("--include", action="append", default=[])
    rule.add_argument("--force")
    rule.add_argument("--cc", required=True)
    rule.add_argument("--root", required=True)
    options = parser.parse_args()

    check = {"firmware-imports": firmware_imports, "host-imports": host_imports,
             "firmware-includes": firmware_includes, "host-includes": host_includes,
             "headers-alone": headers_alone}[options.rule]
    offences = 0
    for offence in check(options):
        print(f"{options.rule}: {offence}", file=sys.stderr)
        offences += 1
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())
