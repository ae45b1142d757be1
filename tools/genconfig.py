#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Turn fw/Kconfig and configuration fragments into autoconf.h and .config.

usage: genconfig.py [--switches FILE] KCONFIG AUTOCONF_H DOT_CONFIG [FRAGMENT ...]

FILE names symbols, with the Kconfig of each, that are switched on unless a fragment says otherwise.

A fragment holds lines CONFIG_NAME=value, '# CONFIG_NAME is not set' and comments; later ones win. An
assignment that names no symbol, or that Kconfig does not take (a dependency is missing, a value is out of
range or of another type), is an error. Files whose content would not change are left alone.
"""
import re
import sys

import kconfiglib

ASSIGNMENT = re.compile(r"CONFIG_(\w+)=(.*)")
UNSET = re.compile(r"# CONFIG_(\w+) is not set")


def read_fragment(path):
    """{name: (value, "file:line")} of one fragment."""
    wanted = {}
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            line = line.strip()
            assignment = ASSIGNMENT.fullmatch(line)
            unset = UNSET.fullmatch(line)
            if assignment:
                name, value = assignment.groups()
            elif unset:
                name, value = unset.group(1), "n"
            elif not line or line.startswith("#"):
                continue
            else:
                sys.exit(f"{path}:{number}: '{line}': expected CONFIG_NAME=value")
            wanted[name] = (value, f"{path}:{number}")
    return wanted


def expect_taken(symbol, value, where):
    """End with a message unless the symbol now has the wanted value."""
    if symbol.orig_type == kconfiglib.STRING:
        taken = value == f'"{kconfiglib.escape(symbol.str_value)}"'
    elif symbol.orig_type == kconfiglib.INT and re.fullmatch("-?0[0-9]+", value):
        sys.exit(f"{where}: CONFIG_{symbol.name}={value} refused: C would read it as octal")
    else:
        taken = symbol.str_value == value
    if taken:
        return
    reason = f"its type is {kconfiglib.TYPE_TO_STR[symbol.orig_type]}"
    if kconfiglib.expr_value(symbol.direct_dep) == 0:
        reason = f"it depends on {kconfiglib.expr_str(symbol.direct_dep)}"
    elif symbol.ranges:
        low, high, _ = symbol.ranges[0]
        reason += f", its range {low.str_value} to {high.str_value}"
    sys.exit(f"{where}: CONFIG_{symbol.name}={value} refused, it is {symbol.str_value or 'unset'}: {reason}")


def switch_on(symbol, where):
    """A module whose folder was named is built in."""
    if symbol.str_value == "n":
        symbol.set_value(2)
    if symbol.str_value == "n":
        sys.exit(f"{where}: CONFIG_{symbol.name} stays off: it depends on {kconfiglib.expr_str(symbol.direct_dep)}; "
                 "define what is missing with ADSP_MODULE_CONFIG")


def main(argv):
    switches = {}
    if argv[1:2] == ["--switches"]:
        with open(argv[2], encoding="utf-8") as lines:
            switches = dict(line.rstrip("\n").split("\t") for line in lines)
        argv = argv[:1] + argv[3:]
    if len(argv) < 4:
        sys.exit(__doc__)
    kconfig_path, header, dot_config, *fragments = argv[1:]
    kconf = kconfiglib.Kconfig(kconfig_path, warn=False)
    wanted = {}
    for fragment in filter(None, fragments):
        wanted.update(read_fragment(fragment))
        kconf.load_config(fragment, replace=False)
    for name, (value, where) in wanted.items():
        symbol = kconf.syms.get(name)
        if symbol is None or not symbol.nodes:
            sys.exit(f"{where}: CONFIG_{name}: no such symbol in {kconfig_path}")
        expect_taken(symbol, value, where)
    for name, where in switches.items():
        if name not in wanted:
            switch_on(kconf.syms[name], where)
    kconf.write_autoconf(header)
    kconf.write_config(dot_config)


if __name__ == "__main__":
    try:
        main(sys.argv)
    except (OSError, UnicodeDecodeError, kconfiglib.KconfigError) as error:
        sys.exit(str(error))
