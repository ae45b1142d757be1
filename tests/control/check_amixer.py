#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Give the lines of control cases to the real amixer, by way of a control plugin with the same elements, and
expect the values that the cases expect of us.

check_amixer.py PLUGIN NAMES FILE.cases...; NAMES lists the elements, a line "NAME FIRST-VALUE CHANNELS" each.
Blocks that expect an error, hold other commands than amixer's or say "not amixer's" are ours alone.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

CHANNELS = 8


def blocks(path):
    block = []
    lines = pathlib.Path(path).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    for number, line in enumerate(lines, 1):
        line = line.rstrip("\n")
        if line:
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block


def ours_alone(block):
    lines = [line for _, line in block]
    commands = [line[2:] for line in lines if line.startswith("> ")]
    return (not commands or any(line.startswith(("!", "@", "$")) for line in lines) or
            any("not amixer's" in line for line in lines) or
            any(not re.match(r"(/usr/bin/)?amixer ", command.lstrip("\\t ")) for command in commands))


def run(block, conf, state):
    for _, line in block:
        if not line.startswith("> "):
            continue
        command = line[2:].replace("\\t", "\t").replace("\\r", "").lstrip()
        command = re.sub(r"^(/usr/bin/)?amixer( -c ?0| -D ?hw:0| -q)*", "amixer -q -D cases", command)
        # the words of a shell, but nothing else of it
        command = command.replace(";", "\\;")
        done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True,
                              env=dict(os.environ, ALSA_CONFIG_PATH=conf, ADSP_CTL_STATE=state))
        if done.returncode:
            return f"amixer exit {done.returncode}: {done.stderr.strip()}"
    return None


def values(state, elements):
    got = [[first] * CHANNELS for _, first, _ in elements]
    if os.path.exists(state):
        with open(state, encoding="ascii") as file:
            got = [[int(word) for word in line.split()] for line in file]
    return [" ".join(map(str, row[:channels])) for row, (_, _, channels) in zip(got, elements)]


def wanted(block, elements):
    rows = [" ".join([str(first)] * channels) for _, first, channels in elements]
    for _, line in block:
        if not line.startswith("= "):
            continue
        name = max((name for name, _, _ in elements if line.startswith(f"= {name} ")), key=len)
        places = [i for i, element in enumerate(elements) if element[0] == name]
        place = places[-1] if any(re.search("Main,1 |index=1", command) for _, command in block) else places[0]
        rows[place] = line[len(name) + 3:]
    return rows


def main():
    plugin, names, *files = sys.argv[1:]
    elements = [(name, int(first), int(channels)) for name, first, channels in
                (line.rsplit(" ", 2) for line in subprocess.check_output([names], text=True).splitlines())]
    failed = tried = 0
    with tempfile.TemporaryDirectory() as folder:
        conf, state = f"{folder}/asound.conf", f"{folder}/state"
        with open(conf, "w", encoding="utf-8") as file:
            file.write(f'ctl_type.adspcases {{ lib "{plugin}" }}\nctl.cases {{ type adspcases }}\n')
        for path in files:
            for block in blocks(path):
                if ours_alone(block):
                    continue
                if os.path.exists(state):
                    os.remove(state)
                tried += 1
                problem = run(block, conf, state)
                got, want = values(state, elements), wanted(block, elements)
                for element, is_, should in zip(elements, got, want):
                    if not problem and is_ != should:
                        problem = f"'{element[0]}' of amixer is {is_}, the case has {should}"
                if problem:
                    print(f"{path}:{block[0][0]}: {problem}")
                    failed += 1
    print(f"{tried} blocks, {failed} failed")
    return failed or tried < 80


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
