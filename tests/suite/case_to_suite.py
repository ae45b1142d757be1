#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Case files as suites: case_to_suite.py FILE.case > FILE.yaml

Each case becomes a scenario of steps. @tplg, @inputs, @sounds, @tests and @source become variables of these names.
Comments stay where they are.
"""
import pathlib
import re
import sys

WORD = re.compile(r"@(tplg|inputs|sounds|tests|source)")
ANSWERS = ("exit", "out", "err", "save")


def quoted(text):
    """A scalar of YAML; variables of the shell must not look like ours."""
    return "'" + WORD.sub(r"${\1}", text.replace("${", "${dollar}{")).replace("'", "''") + "'"


def steps_of(lines):
    """@return lines of YAML for the lines of a case"""
    out, lists = [], {}
    for line in lines:
        verb, _, rest = line.partition(" ")
        if line.startswith("#"):
            out.append("    " + line)
            continue
        if verb in ANSWERS:
            lists.setdefault(verb, []).append(rest)
            continue
        out += answers(lists)
        lists = {}
        if verb.startswith("!"):
            name, _, words = rest.partition(" $ ")
            out.append(f"    - run: {quoted(words)}")
            lists = {"after": [verb[1:]], "signal": [name]}
        else:
            out.append(f"    - {'run' if verb == '$' else verb}: {quoted(rest)}")
    return out + list(answers(lists))


def answers(lists):
    for verb in ("after", "signal", "exit", "save"):
        if verb in lists:
            yield f"      {verb}: {lists[verb][0]}" if verb != "save" else f"      save: {quoted(lists[verb][0])}"
    for verb in ("out", "err"):
        if verb in lists:
            yield f"      {verb}:"
            yield from (f"      - {quoted(text)}" for text in lists[verb])


def convert(text):
    head, cases = [], []
    for line in text.splitlines():
        if line.startswith("case "):
            cases.append((line[5:].strip(), []))
        elif not line.strip():
            if cases:
                cases[-1][1].append("")
        else:
            (cases[-1][1] if cases else head).append(line)
    out = [*head, "variables: {tplg: ., inputs: ., sounds: /usr/share/sounds/alsa, tests: ., source: ., dollar: $}",
           "scenarios:"]
    for name, lines in cases:
        tail = []
        while lines and (not lines[-1] or lines[-1].startswith("#")):
            tail.insert(0, lines.pop())
        out += [f"- name: {name}", "  limit: 300", "  steps:", *steps_of([line for line in lines if line])]
        out += tail or [""]
    return "\n".join(out).rstrip("\n") + "\n"


if __name__ == "__main__":
    sys.stdout.write(convert(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")))
