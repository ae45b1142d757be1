#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The tables about memory in the pages are true.

    check_tables.py bugs PAGE BUGS.toml FOUND.json    the table of seeded bugs in docs/memory.md
    check_tables.py checklist PAGE SOURCE_DIR         what there is, where, and what proves it
    check_tables.py modules PAGE SOURCE_DIR           the table of docs/modules.md, and the section of each module
    check_tables.py performance PAGE SOURCE_DIR       the table of docs/performance.md, and its plots

bugs: each seeded bug has its row, in the order of the table of bugs, and the row says what the run that wrote
FOUND.json found; the columns of Valgrind and ASan must be there, and the last row must count right.
checklist: each file, each test by name, each folder of tests and each seeded bug that a row names exists.
modules: each cost is the measured one, give or take a quarter, and each section has a command that is run, and a plot.
performance: the table has the rows of tools/bench.toml, in its order, with its targets and parts of its figures, and each plot
those that there is a figure of the field for.
"""
import fnmatch
import html
import json
import pathlib
import re
import sys
import tomllib

HEAD = ["bug", "what is wrong", "ledger", "Valgrind", "ASan", "with nobody watching"]
NO_PLOT = ("MFCC", "SNDDOSE")  # they make no sound of their own
WATCHED = ("yes", "no", "with the ledger")


def table_after(text, marker):
    """Rows of the first Markdown table behind a marker, as lists of cells."""
    rows = []
    for line in text[text.index(marker):].splitlines():
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
        elif rows:
            break
    return rows


def check_bugs(page, bugs, found):
    head, _, *rows, last = table_after(pathlib.Path(page).read_text(encoding="utf-8"), "<!-- seeded bugs: begin -->")
    bugs = [bug["id"] for bug in tomllib.loads(pathlib.Path(bugs).read_text(encoding="utf-8"))["bug"]]
    found = {row["id"]: row for row in json.loads(pathlib.Path(found).read_text(encoding="utf-8"))}
    problems = [] if head == HEAD else [f"the columns are {head}, expected {HEAD}"]
    if [row[0].strip("`") for row in rows] != bugs:
        problems.append("its rows are not the bugs of the table, in that order")
    for cells in rows:
        row = found.get(cells[0].strip("`"))
        if not row:
            continue
        want = [row["what"], row["verdict"], row["unwatched"]]
        if not row["ledger"] or [cells[1], cells[2], cells[5]] != want:
            problems.append(f"{cells[0]}: the page says {[cells[1], cells[2], cells[5]]}, the run {want}")
        problems += [f"{cells[0]}: '{cell}' is none of {WATCHED}" for cell in cells[3:5] if cell not in WATCHED]
    want = [str(len(bugs)), "caught", str(len(bugs))]
    want += [f"{sum(cells[n] == 'yes' for cells in rows)} alone, "
             f"{sum(cells[n] == 'with the ledger' for cells in rows)} with the ledger" for n in (3, 4)]
    if last[:5] != want:
        problems.append(f"its last row is {last[:5]}, expected {want}")
    return problems, f"{len(rows)} rows"


def check_checklist(page, source):
    source = pathlib.Path(source)
    tests = "\n".join(path.read_text(encoding="utf-8") for path in sorted((source / "tests").rglob("*.[ch]")))
    cmake = "\n".join(path.read_text(encoding="utf-8") for path in sorted((source / "tests").rglob("CMakeLists.txt")))
    configs = (source / "CMakePresets.json").read_text(encoding="utf-8")
    ci = "\n".join(path.read_text(encoding="utf-8") for path in sorted((source / ".github").rglob("*.yaml")))
    bugs = [bug["id"] for bug in tomllib.loads((source / "tests/leak/bugs.toml").read_text(encoding="utf-8"))["bug"]]

    def exists(name):
        """What a word in a cell of tests may be."""
        if "/" in name:
            return (source / name).exists()
        if name.endswith(".c"):
            return any((source / "tests/unit").rglob(name))
        if re.fullmatch(r"[a-z]+[.][a-z-]+", name):
            return f"NAME {name} " in cmake
        return (bool(fnmatch.filter(bugs, name)) or f"cmocka_unit_test({name})" in tests or
                bool(re.search(rf"\b[A-Za-z_]*(?:test|TEST)\w*\([^)]*\b{name}\b", tests)) or
                f'"{name}"' in configs or bool(re.search(rf"^  {name}:", ci, re.MULTILINE)))

    _, _, *rows = table_after(pathlib.Path(page).read_text(encoding="utf-8"), "| item | file | test |")
    problems = []
    for item, files, proofs in rows:
        names = re.findall(r"`([^`]+)`", files)
        problems += [f"{item}: there is no {name}" for name in names if not (source / name).exists()]
        if not names:
            problems.append(f"{item}: it names no file")
        names = re.findall(r"`([^`]+)`", proofs)
        problems += [f"{item}: nothing is named {name}" for name in names if not exists(name)]
        if not names:
            problems.append(f"{item}: it names no test")
    return problems, f"{len(rows)} items"


def measured_costs(source):
    """{module: [of a call, of a sample]} by the first row of each"""
    costs = {}
    for path in sorted(source.glob("fw/audio/modules/*/costs.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                name, *_, call, sample = line.split("\t")
                costs.setdefault(name, [float(call), float(sample)])
    return costs


def check_modules(page, source):
    text = pathlib.Path(page).read_text(encoding="utf-8")
    costs = measured_costs(pathlib.Path(source))
    sections = {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-"): body
                for title, body in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)}
    _, _, *rows = table_after(text, "| module | name | effect |")
    problems = []
    for module, name, *_, cost in rows:
        body = sections.get(re.search(r"\(#(.+)\)", module).group(1), "")
        said = [float(number) for number in cost.split(" + ")]
        want = costs.get(name, [])[-len(said):]
        if len(want) != len(said) or any(abs(a - b) > max(1, b / 4) for a, b in zip(said, want)):
            problems.append(f"{name}: it costs {cost}, measured {costs.get(name)}")
        if not re.search(r"^```sh \w", body, re.MULTILINE):
            problems.append(f"{name}: its section has no command that is run")
        if "](plots/" not in body and name not in NO_PLOT:
            problems.append(f"{name}: its section has no plot")
    return problems, f"{len(rows)} modules"


def figure_problems(what, cells, row, name):
    """Of the three cells of W or M: what was counted, its target, and its part of the field's."""
    count, target, field = cells
    limit, reference = row.get(f"target_{name}"), row.get(f"field_{name}")
    want = "-" if not limit else f"{limit}{'!' if int(count) > limit else ''}"
    problems = [] if target == want else [f"{what}: its target is {target}, expected {want}"]
    if (field == "-") != (not reference) or (reference and abs(float(field) - int(count) / reference) > 0.006):
        problems.append(f"{what}: {count} is {field} of the field's {reference}")
    return problems


def check_performance(page, source):
    source, page = pathlib.Path(source), pathlib.Path(page)
    bench = tomllib.loads((source / "tools/bench.toml").read_text(encoding="utf-8"))["row"]
    _, _, *rows = table_after(page.read_text(encoding="utf-8"), "<!-- table -->")
    want = [[row["module"], f"s{row['bits']}", str(row["rate"])] for row in bench]
    found = [row[:3] for row in rows]
    problems = [f"it lacks a row of {' '.join(key)}" for key in want if key not in found]
    problems += [f"tools/bench.toml has no row of {' '.join(key)}" for key in found if key not in want]
    if not problems and found != want:
        problems.append("its rows are not in the order of tools/bench.toml")
    if not problems:
        for cells, row in zip(rows, bench):
            for name, columns in (("w", cells[3:6]), ("m", cells[6:9])):
                problems += figure_problems(" ".join(cells[:3]), columns, row, name)
    for plot, name in (("modules", "m"), ("process", "w")):
        labels = re.findall(r'text-anchor="end"[^>]*>([^<]+)<', (source / f"docs/performance/{plot}.svg").read_text("utf-8"))
        if list(map(html.unescape, labels)) != [f"{row['module']} s{row['bits']}" for row in bench if f"field_{name}" in row]:
            problems.append(f"the bars of {plot}.svg are not the rows of tools/bench.toml with a field_{name}")
    return problems, f"{len(rows)} rows"


def main():
    verb, *words = sys.argv[1:]
    checks = {"bugs": check_bugs, "checklist": check_checklist, "modules": check_modules, "performance": check_performance}
    problems, what = checks[verb](*words)
    for problem in problems:
        print(f"{words[0]}: {problem}")
    print(f"{what}, {len(problems)} problems")
    return 1 if problems or what.startswith("0 ") else 0


if __name__ == "__main__":
    sys.exit(main())
