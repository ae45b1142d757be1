#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Turn fw/Kconfig and configuration fragments into autoconf.h and .config.

usage: genconfig.py KCONFIG AUTOCONF_H DOT_CONFIG [FRAGMENT ...]

Fragments are applied in order. An assignment that names no symbol, or that Kconfig does not take (a
dependency is missing, a value is out of range), is an error.
"""
import sys

import kconfiglib


def main(argv):
    if len(argv) < 4:
        sys.exit(__doc__)
    kconfig_path, header, dot_config, *fragments = argv[1:]
    kconf = kconfiglib.Kconfig(kconfig_path, warn_to_stderr=False)
    kconf.warn_assign_undef = True
    wanted = {}
    for fragment in filter(None, fragments):
        kconf.load_config(fragment, replace=False)
        with open(fragment, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                line = line.strip()
                if not line or line.startswith("#"):
                    continue
                name, equals, value = line.partition("=")
                if not equals or not name.startswith("CONFIG_"):
                    sys.exit(f"{fragment}:{number}: '{line}': expected CONFIG_NAME=value")
                wanted[name[len("CONFIG_"):]] = (value.strip('"'), f"{fragment}:{number}")
    for name, (value, where) in wanted.items():
        symbol = kconf.syms.get(name)
        if symbol is None or not symbol.nodes:
            sys.exit(f"{where}: CONFIG_{name}: no such symbol in {kconfig_path}")
        if symbol.str_value != value:
            sys.exit(f"{where}: CONFIG_{name}={value} refused, it is {symbol.str_value or 'unset'}: "
                     "check its type, range and dependencies")
    kconf.write_autoconf(header)
    kconf.write_config(dot_config)


if __name__ == "__main__":
    main(sys.argv)
