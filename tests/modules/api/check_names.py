#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Compile each name of names.tsv in the form in which modules use it, one file for each header.

usage: check_names.py --cc CC --nm NM --include DIR --force HEADER --exports LIBRARY_EXPORTS.c [--keep DIR]
                      NAMES.tsv EXCLUDED.txt

A function is called with arguments of the stated types and its value taken; members of structures are read; enumerators
must have the stated value; macros must be defined, or be something that can be read. When a file does not compile, its
names are compiled one by one. What the offered ones need of others must be what loaded modules are offered, too. Prints
how many compile. Exit code 1 when one that is not in EXCLUDED does not, or one that is there does.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile

WORDS = {"dat", "full", "dw"}  # members of unions beside a structure without a name


def split_arguments(text):
    """At commas outside of parentheses."""
    parts, depth, part = [], 0, ""
    for char in text:
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == "," and not depth:
            parts.append(part.strip())
            part = ""
        else:
            part += char
    return [word for word in [*parts, part.strip()] if word]


def use_function(name, interface):
    end = interface.rindex(") -> ")
    result = interface[end + len(") -> "):]
    arguments = [word for word in split_arguments(interface[1:end]) if word != "void"]
    call = f"{name}({', '.join(f'({word}){{ 0 }}' for word in arguments)})"
    return f"\t{call};" if result == "void" else f"\t{{ {result} value = {call}; (void)value; }}"


def use_struct(name, interface):
    fields = [re.sub(r"^.*?(\w+)$", r"\1", field.strip()) for field in interface.split(";") if field.strip()]
    inner = next((re.search(r"(\w+)$", field.strip()).group(1) for field in interface.split(";") if "unnamed" in field),
                 None)
    kind = "" if name.startswith(("struct", "union")) else "struct "
    lines = []
    for field in fields:
        path = f"{inner}.{field}" if inner and field != inner and field not in WORDS else field
        lines.append(f"\t(void)(({kind}{name} *)pointer)->{path};")
    return "\n".join(lines)


def use(kind, name, interface):
    if kind == "function":
        return use_function(name, interface)
    if kind == "struct":
        return use_struct(name, interface)
    if kind == "member":
        owner, member = name.rsplit(".", 1)
        value = f"(({owner} *)pointer)->{member}"
        if "(*)" in interface:
            return f"\t{{ {interface.replace('(*)', '(*value)', 1)} = {value}; (void)value; }}"
        return f"\t{{ {interface} value = {value}; (void)value; }}"
    if kind == "enumerator":
        symbol, value = (word.strip() for word in interface.split("="))
        return f'\t_Static_assert({symbol} == {value}, "value of {symbol}");'
    if kind == "type":
        return f"\t{{ {name} value; memset(&value, 0, sizeof(value)); }}"
    return f"#ifndef {name}\n\t(void)({name});\n#endif"


def text_of(header, rows):
    body = "\n".join(use(*row) for row in rows)
    return f"""/* Made by check_names.py. */
#include <{header}>
#include <string.h>

void use_names(void *pointer);
void use_names(void *pointer)
{{
{body}
}}
"""


def compiles(options, folder, header, rows):
    path = os.path.join(folder, re.sub(r"\W", "_", header) + ".c")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text_of(header, rows))
    done = subprocess.run([options.cc, "-std=gnu11", "-fsyntax-only", "-Wall", "-Werror", "-D__ZEPHYR__=1",
                           "-I", options.include, "-include", options.force, path],
                          capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stderr


def not_exported(options, folder, headers, excluded):
    """What modules of these headers import that LIBRARY_EXPORTS.c does not offer to loaded ones."""
    with open(options.exports, encoding="utf-8") as file:
        exports = set(re.findall(r"\bname\(\s*(\w+)\)", file.read().replace("\\\n", " ")))
    found = set()
    for header, all_rows in headers.items():
        rows = [row for row in all_rows if row[1] not in excluded]
        if not rows:
            continue
        path, made = os.path.join(folder, "linked.c"), os.path.join(folder, "linked.o")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text_of(header, rows))
        subprocess.run([options.cc, "-std=gnu11", "-w", "-D__ZEPHYR__=1", "-I", options.include, "-include",
                        options.force, "-c", path, "-o", made], check=True)
        listed = subprocess.run([options.nm, "--undefined-only", "--format=just-symbols", made], capture_output=True,
                                text=True, check=True)
        found |= set(listed.stdout.split()) - exports
    return sorted(found)


def read_rows(path):
    headers = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#") and line.strip():
                header, *row = line.rstrip("\n").split("\t")
                headers.setdefault(header, []).append(tuple(row))
    return headers


def failing(options, folder, header, rows):
    """[(name, first error)] of those that do not compile."""
    good, _ = compiles(options, folder, header, rows)
    found = []
    for row in [] if good else rows:
        one, message = compiles(options, folder, header, [row])
        if not one:
            found.append((row[1], next((line for line in message.splitlines() if "error" in line), message.strip())))
    return found


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    for option in ("--cc", "--nm", "--include", "--force", "--exports"):
        parser.add_argument(option, required=True)
    parser.add_argument("--keep")
    parser.add_argument("names")
    parser.add_argument("excluded")
    options = parser.parse_args()
    headers = read_rows(options.names)
    with open(options.excluded, encoding="utf-8") as file:
        excluded = {line.split("\t")[0] for line in file if not line.startswith("#")}
    bad = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or temporary
        os.makedirs(folder, exist_ok=True)
        for header, rows in headers.items():
            bad.update(failing(options, folder, header, rows))
        unlinked = not_exported(options, folder, headers, excluded | set(bad))
    total = sum(len(rows) for rows in headers.values())
    print(f"{total - len(bad)} of {total} names of {len(headers)} headers compile, {len(excluded)} are not offered")
    for name, message in bad.items():
        if name not in excluded:
            print(f"{name}: {message}")
    for name in sorted(excluded - set(bad)):
        print(f"{name}: is in {options.excluded}, and compiles")
    for name in unlinked:
        print(f"{name}: loaded modules are not offered it: {options.exports}")
    return 1 if set(bad) != excluded or unlinked else 0


if __name__ == "__main__":
    sys.exit(main())
