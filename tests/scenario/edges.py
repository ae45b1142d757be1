#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Check which edges of data-processing modules are shared between cores: edges.py MEMORY.json [SOURCE=SINK ...]

Buffer and ring stand in the kernel heap, the ring's data in the module's region. Of a shared edge buffer and ring are
used uncached, of any other cached; the data always cached.
"""
import json
import pathlib
import sys


def main():
    report = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    shared = {word.replace("=", " -> ") for word in sys.argv[2:]}
    edges, kernel = {}, {}
    for block in report["while_streaming"]["blocks"]:
        owner = block["allocated"]["owner"]
        if " -> " in owner and block["memory"].startswith("vregion"):
            edges.setdefault(owner, []).append(block["alias"])
        elif " -> " in owner and block["memory"] == "heap kernel":
            kernel.setdefault(owner, []).append(block["alias"])
    for edge, aliases in edges.items():
        if (aliases != ["cached"] or
                kernel[edge] != [("uncached" if edge in shared else "cached")] * 2):
            print(f"{edge}: {kernel[edge]} and {aliases}", file=sys.stderr)
            return 1
    if not edges or not shared <= edges.keys():
        print(f"edges {sorted(edges)}, expected also {sorted(shared)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
