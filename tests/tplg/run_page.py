#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Do what a page says: run_page.py PAGE SOURCE BUILD DIRECTORY, or run_page.py PAGE SOURCE --copy DIRECTORY

Blocks fenced as ```conf NAME are saved as NAME and blocks fenced as ```sh WORD are run, in the page's
order and word for word, in the empty DIRECTORY, where fw, tplg, inputs and examples lead to those of SOURCE and
build/release to BUILD. A block ```text WORD must be what the last block ```sh WORD has printed on standard
output, but for the values of numbers. A block ```c FILE must stand in that file of SOURCE. The environment
variable ADSPBENCH, when set, is what the command adspbench stands for. Exit status 1 when a command fails,
prints something else, or the page has no command.

With --copy DIRECTORY is a copy of SOURCE without its builds, and blocks fenced as ```c FILE or ```kconfig FILE are
new files in it.
"""
import difflib
import os
import re
import shlex
import shutil
import subprocess
import sys

FENCE = re.compile(r"^```(conf|kconfig|sh|text|c) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def prepare(source, build, directory):
    """An empty directory that looks like the root of the project; its environment."""
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(os.path.join(directory, "bin"))
    for name in ("fw", "tplg", "inputs", "examples"):
        os.symlink(os.path.join(source, name), os.path.join(directory, name))
    os.makedirs(os.path.join(directory, "build"))
    os.symlink(build, os.path.join(directory, "build", "release"))
    environment = dict(os.environ, PWD=directory)
    if environment.get("ADSPBENCH"):
        program = os.path.join(directory, "bin", "adspbench")
        words = [shlex.quote(word) for word in shlex.split(environment["ADSPBENCH"])]
        with open(program, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\nexec {' '.join(words)} \"$@\"\n")
        os.chmod(program, 0o755)
        environment["PATH"] = os.path.join(directory, "bin") + ":" + environment["PATH"]
    return environment


def copy(source, directory):
    """A copy of the tree, without builds and history; its environment."""
    shutil.rmtree(directory, ignore_errors=True)
    top = os.path.abspath(source)
    shutil.copytree(top, directory, ignore=lambda folder, names:
                    [name for name in names if name in ("build", ".git") and folder == top])
    return dict(os.environ, PWD=directory)


def add_file(directory, name, body):
    """A new file; one that is there already is an error."""
    path = os.path.join(directory, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "x", encoding="utf-8") as file:
        file.write(body)


def without_numbers(text):
    return re.sub(r"[0-9]+", "0", text)


def main(page, source, build, directory):
    directory = os.path.abspath(directory)
    if build == "--copy":
        environment = copy(source, directory)
    else:
        environment = prepare(os.path.abspath(source), os.path.abspath(build), directory)
    with open(page, encoding="utf-8") as file:
        blocks = FENCE.findall(file.read())
    if "sh" not in {kind for kind, _, _ in blocks}:
        print(f"{page}: no ```sh WORD block")
        return 1
    printed = {}
    for kind, name, body in blocks:
        if build == "--copy" and kind in ("c", "kconfig"):
            add_file(directory, name, body)
        elif kind == "conf":
            with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
                file.write(body)
        elif kind in ("c", "kconfig"):
            with open(os.path.join(source, name), encoding="utf-8") as file:
                if body not in file.read():
                    print(f"{page}: {name} does not hold\n{body}")
                    return 1
        elif kind == "sh":
            print(f"{page}: {name}:\n{body}", end="", flush=True)
            done = subprocess.run(["sh", "-eu", "-c", body], cwd=directory, env=environment,
                                  stdout=subprocess.PIPE, text=True)
            printed[name] = done.stdout
            print(done.stdout, end="")
            if done.returncode:
                print(f"{page}: block '{name}' exits with {done.returncode}")
                return 1
        elif without_numbers(printed.get(name, "")) != without_numbers(body):
            print(f"{page}: block '{name}' prints something else than the page says:")
            sys.stdout.writelines(difflib.unified_diff(body.splitlines(True),
                                                       printed.get(name, "").splitlines(True),
                                                       "page", "printed"))
            return 1
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
