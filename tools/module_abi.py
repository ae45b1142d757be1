#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The interface of loadable modules as one number.

usage: module_abi.py OUTPUT INCLUDE_DIR AUTOCONF_H

Writes a header that defines ADSP_MODULE_ABI: the SHA-256 of all headers below INCLUDE_DIR, with their names, and of the
configuration. Exit code 0, 1 when something cannot be read.
"""
import hashlib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from module_registry import write_if_changed


def main(argv):
    if len(argv) != 4:
        print(__doc__, file=sys.stderr if len(argv) > 1 and argv[1] not in ("-h", "--help") else sys.stdout)
        return 0 if argv[1:] in (["-h"], ["--help"]) else 2
    output, include, autoconf = argv[1:]
    digest = hashlib.sha256()
    headers = sorted(os.path.join(root, name) for root, _, names in os.walk(include) for name in names
                     if name.endswith(".h"))
    for path in [*headers, autoconf]:
        with open(path, "rb") as file:
            digest.update(os.path.relpath(path, include).encode() if path != autoconf else b"configuration")
            digest.update(file.read())
    write_if_changed(output, "/* SPDX-License-Identifier: BSD-3-Clause */\n/* Made by tools/module_abi.py. */\n"
                             f'#define ADSP_MODULE_ABI "{digest.hexdigest()}"\n')
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv))
    except OSError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
