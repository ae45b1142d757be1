#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Do what a page says: run_page.py PAGE SOURCE BUILD DIRECTORY

Blocks fenced as ```conf NAME are saved as NAME and blocks fenced as ```sh WORD are run, in the page's
order and word for word, in the empty DIRECTORY, where tplg and inputs lead to those of SOURCE and build
to BUILD. The environment variable ADSPBENCH, when set, is what the command adspbench stands for.
Exit status 1 when a command fails or the page has no such block.
"""
import os
import re
import shlex
import shutil
import subprocess
import sys

FENCE = re.compile(r"^```(conf|sh) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def prepare(source, build, directory):
    """An empty directory that looks like the root of the project; its environment."""
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(os.path.join(directory, "bin"))
    for name in ("tplg", "inputs"):
        os.symlink(os.path.join(source, name), os.path.join(directory, name))
    os.symlink(build, os.path.join(directory, "build"))
    environment = dict(os.environ, PWD=directory)
    if environment.get("ADSPBENCH"):
        program = os.path.join(directory, "bin", "adspbench")
        words = [shlex.quote(word) for word in environment["ADSPBENCH"].split()]
        with open(program, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\nexec {' '.join(words)} \"$@\"\n")
        os.chmod(program, 0o755)
        environment["PATH"] = os.path.join(directory, "bin") + ":" + environment["PATH"]
    return environment


def main(page, source, build, directory):
    directory = os.path.abspath(directory)
    environment = prepare(os.path.abspath(source), os.path.abspath(build), directory)
    with open(page, encoding="utf-8") as file:
        blocks = FENCE.findall(file.read())
    if {kind for kind, _, _ in blocks} != {"conf", "sh"}:
        print(f"{page}: no ```conf NAME or no ```sh WORD block")
        return 1
    for kind, name, body in blocks:
        if kind == "conf":
            with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
                file.write(body)
            continue
        print(f"{page}: {name}:\n{body}", end="", flush=True)
        status = subprocess.run(["sh", "-eu", "-c", body], cwd=directory, env=environment).returncode
        if status:
            print(f"{page}: block '{name}' exits with {status}")
            return 1
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
