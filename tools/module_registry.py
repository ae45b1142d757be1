#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What the modules' declarations say, for those that cannot include them.

usage: module_registry.py host OUTPUT FILE...       rows of the host's table: UUID, name, Kconfig symbol, pins and
                                                    note of each module
       module_registry.py topology OUTPUT FILE...   Defines for topology sources: UUID_<NAME>
       module_registry.py check CONF FILE...        each UUID_<NAME> in CONF is that of a module
       module_registry.py costs OUTPUT [TSV]...       rows of the firmware's table of what modules cost

A FILE is C source; DECLARE_MODULE(config, "NAME", (a, b, c, d, e), ...) in it declares a module, see
fw/include/sof/audio/module_declare.h. Two modules of one name or one UUID are an error. A TSV is what
tools/bench --costs writes: name, bits, input and output rate (* for any), instructions per call and per sample. An
output whose content would not change is left alone. A module with .out_of_tree = true takes the place of another of its
UUID.

Exit code 0, 1 when something is wrong (one line for each), 2 for wrong usage.
"""
import os
import re
import sys

FIRMWARE_HEADERS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "fw", "include")
GROUPS = (8, 4, 4, 4, 12)
DECLARATION = re.compile(r'\bDECLARE_MODULE\(\s*(\w+)\s*,\s*"(\w{1,8})"\s*,\s*\(([^)]*)\)')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
PINS = re.compile(r"\.max_(inputs|outputs)\s*=\s*(\w+)")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
NOTE = re.compile(r'\.note\s*=\s*("(?:[^"\\]|\\.)*")')
DEFINE = re.compile(r'^\s*UUID_(\w+)\s+"([0-9a-f:]+)"', re.MULTILINE)


class Wrong(Exception):
    pass


def headers_of(path):
    """The file, and what it includes of its folder and of the firmware's headers."""
    yield path
    with open(path, encoding="utf-8") as file:
        names = INCLUDE.findall(file.read())
    for name in names:
        for folder in (os.path.dirname(path), FIRMWARE_HEADERS):
            header = os.path.join(folder, name)
            if os.path.exists(header):
                yield header
                break


def number_of(word, path, where):
    """A number, or the constant of that name."""
    if word.isdigit():
        return int(word)
    for header in headers_of(path):
        with open(header, encoding="utf-8") as file:
            found = re.search(rf"^\s*#\s*define\s+{word}\s+\(?(\d+)u?\)?", file.read(), re.MULTILINE)
        if found:
            return int(found.group(1))
    raise Wrong(f"{where}: {word} is no number, and no #define of one in the file or in what it includes")


class Module:
    """One declaration."""

    def __init__(self, config, name, groups, path, where, members=""):
        self.config, self.name, self.where = config, name, where
        self.out_of_tree = ".out_of_tree = true" in members
        pins = dict(PINS.findall(members))
        self.pins = tuple(number_of(pins.get(side, "0"), path, where) for side in ("inputs", "outputs"))
        note = NOTE.search(members)
        self.note = note.group(1) if note else "NULL"
        groups = [group.strip() for group in groups.split(",")]
        if [len(group) for group in groups] != list(GROUPS) or not all(
                re.fullmatch("[0-9a-f]+", group) for group in groups):
            raise Wrong(f"{where}: module {name}: the UUID is ({', '.join(groups)}), expected five groups of "
                        "8, 4, 4, 4 and 12 hexadecimal digits in small letters")
        self.uuid = "-".join(groups)
        # in memory the first three groups are little endian
        parts = [bytes.fromhex(group) for group in groups]
        self.memory = b"".join(part[::-1] for part in parts[:3]) + parts[3] + parts[4]


def members_behind(text, start):
    """What follows the UUID, up to the end of the declaration."""
    depth = 1
    for at in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return text[start:at]
    return text[start:]


def read_modules(paths):
    """All declarations in the files, by name."""
    modules = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            text = COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment.group()), file.read())
        found = list(DECLARATION.finditer(text))
        for match in found:
            line = text.count("\n", 0, match.start()) + 1
            modules.append(Module(*match.groups(), path, f"{path}:{line}", members_behind(text, match.end())))
        for match in re.finditer(r"^[ \t]*DECLARE_MODULE\(", text, re.MULTILINE):
            if not any(match.end() == other.start() + len("DECLARE_MODULE(") for other in found):
                line = text.count("\n", 0, match.start()) + 1
                raise Wrong(f'{path}:{line}: expected DECLARE_MODULE(config, "NAME", (a, b, c, d, e), ...) with a '
                            "name of 1 to 8 letters, digits and _")
    seen = {}
    replacing = {module.uuid for module in modules if module.out_of_tree}
    modules = [module for module in modules if module.out_of_tree or module.uuid not in replacing]
    for module in modules:
        for key in (module.name, module.uuid):
            if key in seen:
                raise Wrong(f"{module.where}: {key} is declared already, in {seen[key].where}")
            seen[key] = module
    return sorted(modules, key=lambda module: module.name)


def write_if_changed(path, text):
    try:
        with open(path, encoding="utf-8") as file:
            if file.read() == text:
                return
    except FileNotFoundError:
        pass
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    part = f"{path}.{os.getpid()}"
    with open(part, "x", encoding="utf-8") as file:
        file.write(text)
    os.replace(part, path)


def host_rows(modules):
    rows = [f"{{ {{ {', '.join(f'0x{byte:02x}' for byte in module.memory)} }}, \"{module.name.lower()}\", "
            f"\"{module.config}\", {module.pins[0]}, {module.pins[1]}, {module.note} }},\n" for module in modules]
    return "/* Made by tools/module_registry.py from the modules' declarations. */\n" + "".join(rows)


def topology_text(module):
    return module.memory.hex(":")


def topology_defines(modules):
    rows = [f'\tUUID_{module.name}\t"{topology_text(module)}"\n' for module in modules]
    return ("# SPDX-License-Identifier: BSD-3-Clause\n"
            "# The firmware's modules, from their declarations: made by the build's target module-names.\n"
            "Define {\n" + "".join(rows) + "}\n")


def check_defines(path, modules):
    known = {module.name: topology_text(module) for module in modules}
    with open(path, encoding="utf-8") as file:
        defines = DEFINE.findall(file.read())
    if not defines:
        raise Wrong(f"{path}: no UUID_<NAME> there, so nothing would be checked")
    wrong = [f"{path}: UUID_{name} is {uuid}, the declaration says {known.get(name, 'nothing')}: build the target "
             "module-names" for name, uuid in defines if known.get(name) != uuid]
    if wrong:
        raise Wrong("\n".join(wrong))


def cost_number(text, where, what):
    if text == "*":
        return 0
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        star = " or *" if "rate" in what or what == "bits" else ""
        raise Wrong(f"{where}: {what} '{text}': expected a number{star}")
    return float(text)


def cost_rows(paths):
    """Rows as they stand in the files: the first that holds counts."""
    rows = ["/* Made by tools/module_registry.py from the modules' costs.tsv. */\n"]
    columns = ("name", "bits", "input rate", "output rate", "instructions per call", "instructions per sample")
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                words = line.split()
                if not words or words[0].startswith("#"):
                    continue
                where = f"{path}:{number}"
                if len(words) != len(columns) or not re.fullmatch(r"\w{1,8}", words[0]):
                    raise Wrong(f"{where}: expected {', '.join(columns)}")
                bits, in_rate, out_rate, call, sample = (cost_number(word, where, what) for word, what in
                                                         zip(words[1:], columns[1:]))
                rows.append(f'{{ "{words[0]}", {bits:.0f}, {in_rate:.0f}, {out_rate:.0f}, {call:.0f}, '
                            f"{sample * 16:.0f} }},\n")
    return "".join(rows)


def main(argv):
    verbs = {"host": lambda out, modules: write_if_changed(out, host_rows(modules)),
             "topology": lambda out, modules: write_if_changed(out, topology_defines(modules)),
             "check": check_defines, "costs": None}
    if len(argv) == 2 and argv[1] in ("--help", "-h"):
        print(__doc__)
        return 0
    if len(argv) < (3 if argv[1:2] == ["costs"] else 4) or argv[1] not in verbs:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        if argv[1] == "costs":
            write_if_changed(argv[2], cost_rows(argv[3:]))
        else:
            verbs[argv[1]](argv[2], read_modules(argv[3:]))
    except (OSError, UnicodeDecodeError, Wrong) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
