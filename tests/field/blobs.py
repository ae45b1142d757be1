#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Every blob of topologies is shown as YAML that makes the same bytes, and the firmware takes those of its modules.

    ADSPBENCH=build/adspbench blobs.py FILE.tplg ...

Equal blobs of equal modules are tried once. Prints each that fails, and counts by module.

Exit status: 0 all good, 1 a blob failed, 2 wrong use.
"""
import collections
import json
import os
import shlex
import subprocess
import sys
import tempfile


def run(*words):
    return subprocess.run(shlex.split(os.environ["ADSPBENCH"]) + list(words), capture_output=True, check=False)


def blobs_of(path):
    """@return [(control, module)] of the bytes controls with an initial value"""
    report = json.loads(run("inspect", "--json", path).stdout)
    modules = {widget["name"]: widget["module"] for widget in report["widgets"]}
    return [(control["name"], modules[control["widget"]]) for control in report["controls"]
            if control["kind"] == "bytes" and (control.get("initial") or {}).get("bytes")]


def remake(path, control, scratch):
    """@return (bytes, None or what is wrong)"""
    first, second = os.path.join(scratch, "a.bin"), os.path.join(scratch, "b.bin")
    steps = [("convert", "-c", control, "-o", first, path), ("show", "-c", control, "-o", "x.yaml", path),
             ("make", "-o", second, "x.yaml")]
    for step in steps:
        words = [os.path.join(scratch, word) if word == "x.yaml" else word for word in step]
        done = run("blob", *words)
        if done.returncode or (done.stderr and b"nobody has judged it" not in done.stderr):
            return b"", done.stderr.decode(errors="replace").strip()
    with open(first, "rb") as a, open(second, "rb") as b:
        original, made = a.read(), b.read()
    return original, None if original == made else "the bytes differ"


def main():
    if len(sys.argv) < 2 or "ADSPBENCH" not in os.environ:
        print(__doc__, file=sys.stderr)
        return 2
    counts, seen, failed = collections.Counter(), set(), 0
    with tempfile.TemporaryDirectory(prefix="adspbench-blobs.") as scratch:
        for path in sys.argv[1:]:
            for control, module in blobs_of(path):
                original, wrong = remake(path, control, scratch)
                counts[module] += 1
                if wrong and (module, wrong) not in seen:
                    print(f"{os.path.basename(path)}: {control} ({module}): {wrong}")
                    seen.add((module, wrong))
                failed += bool(wrong)
                seen.add((module, original))
    print(", ".join(f"{module}: {count}" for module, count in sorted(counts.items())))
    print(f"{sum(counts.values())} blobs, {failed} failed")
    return 1 if failed or not counts else 0


if __name__ == "__main__":
    sys.exit(main())
