#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What the folder of a module says about itself: sources, UUIDs, and the facts of its manifest.

usage: module_folder.py OUTPUT FOLDER... [--registry FILE]... [--config CONFIG_X=VALUE]... [--kconfig FILE]

Writes into the folder OUTPUT, leaving alone what would not change:

    NAME/module_facts.h   for each FOLDER: the UUIDs that its sources define by name, and for each module
                          MODULE_FACTS_<uuid>, which DECLARE_MODULE_ADAPTER() and SOF_LLEXT_MODULE_MANIFEST() use
    modules.cmake         sources of each FOLDER, for the build
    Kconfig               sources --kconfig, the Kconfig of each FOLDER, and symbols for --config that none defines
    module.config         the assignments of --config
    switches.txt          the first COMP_* symbol of each FOLDER's Kconfig: it is switched on
    declared.h            the modules as DECLARE_MODULE() lines, for tools/module_registry.py

Sources are the .c files of the folder itself, less those for another architecture or message format (hifi, ipc3, xtensa
in the name). UUIDs come from the sources; from the registry files (lines "uuid name"), which are --registry and the
uuid-registry.txt of the folder and its parents; from the .toml. Pins, instances, domain and init_config come from the
.toml; without one a module has one input and one output.

Exit code 0, 1 when something is wrong (one line), 2 for wrong usage.
"""
import argparse
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from module_registry import Wrong, write_if_changed

OTHER_TARGETS = re.compile(r"(hifi|ipc3|xtensa)")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
UUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
ADAPTER = re.compile(r"^\s*DECLARE_MODULE_ADAPTER\(\s*(\w+)\s*,\s*(\w+)\s*,\s*(\w+)\s*\)", re.MULTILINE)
MANIFEST = re.compile(r'SOF_LLEXT_MODULE_MANIFEST\(\s*"(\w+)"\s*,\s*&?\s*(\w+)\s*,\s*\w+\s*,'
                      r"\s*(?:SOF_REG_UUID\(\s*(\w+)\s*\)|(\w+))\s*,\s*(\w+)\s*\)")
REGISTERED = re.compile(r"\bSOF_(?:DEFINE_REG_UUID|REG_UUID)\(\s*(\w+)\s*\)")
EXPLICIT = re.compile(r'\b(?:SOF_DEFINE_UUID|DECLARE_SOF_RT_UUID|DECLARE_SOF_UUID)\(\s*"([^"]*)"\s*,\s*(\w+)\s*,'
                      r"((?:\s*0[xX][0-9a-fA-F]+\s*,?){11})\s*\)")
DEFINE = re.compile(r"^\s*#\s*define\s+(\w+)\s+(\w+)\s*$", re.MULTILINE)
KCONFIG_SWITCH = re.compile(r"^\s*(?:menu)?config\s+(COMP_\w+)", re.MULTILINE)
LL, DP, WITH_EXT = "IPC4_MODULE_TYPE_LL", "IPC4_MODULE_TYPE_DP", "IPC4_MODULE_TYPE_WITH_EXT"
DOMAINS = {0: LL, 1: DP, 2: f"{LL} | {DP}", 3: f"{LL} | {DP}"}
PIN_WORDS = 6


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def code_of(path):
    """The text without comments, its lines where they were."""
    return COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment.group()), read(path))


def shown(text):
    """A text of a file for a message: whatever it holds, a terminal gets none of its own commands."""
    clean = "".join(char if char.isprintable() else "?" for char in text[:80])
    return clean + ("..." if len(text) > 80 else "")


def read_registry(path):
    """{name: uuid} of the lines "uuid name"."""
    found = {}
    for number, line in enumerate(read(path).splitlines(), 1):
        words = line.split("#")[0].split()
        if not words:
            continue
        if len(words) != 2 or not re.fullmatch(UUID, words[0]):
            raise Wrong(f"{path}:{number}: '{shown(line.strip())}': expected a UUID and a name")
        found[words[1]] = words[0].lower()
    return found


def registries_above(folder):
    """The registry of the folder and of each of its parents, the nearest first."""
    while True:
        path = os.path.join(folder, "uuid-registry.txt")
        if os.path.isfile(path):
            yield path
        if folder == os.path.dirname(folder):
            return
        folder = os.path.dirname(folder)


class Entry:
    """A [[module.entry]] of a .toml."""

    def __init__(self, where):
        self.where, self.values = where, {}
        self.pins = None

    def number(self, key, default):
        text = self.values.get(key)
        if text is None:
            return default
        try:
            return int(text.strip('"'), 0)
        except ValueError:
            raise Wrong(f"{self.where}: {key} = {shown(text)}: expected a number") from None

    def set_pins(self, text, where):
        words = [word.strip() for word in text.strip("[] ").split(",") if word.strip()]
        if not words or len(words) % PIN_WORDS:
            raise Wrong(f"{where}: {len(words)} numbers of pins, expected {PIN_WORDS} for each pin")
        try:
            directions = [int(word, 0) for word in words[::PIN_WORDS]]
        except ValueError:
            raise Wrong(f"{where}: pin: expected numbers") from None
        if any(direction not in (0, 1) for direction in directions):
            raise Wrong(f"{where}: a pin's direction is 0 (input) or 1 (output)")
        self.pins = (directions.count(0), directions.count(1))


def toml_statements(path):
    """(line number, text) of each statement; arrays may go over lines. The file is read by a C preprocessor elsewhere:
    its lines and REM lines are comments here."""
    whole, first = "", 0
    for number, line in enumerate(read(path).splitlines(), 1):
        line = line.strip()
        if not whole and (not line or line.startswith(("#", "REM"))):
            continue
        first = first if whole else number
        whole += " " + re.sub(r"\s#.*", "", line)
        if whole.count("[") == whole.count("]"):
            yield first, whole.strip()
            whole = ""
    if whole:
        raise Wrong(f"{path}:{first}: a list that does not end")


def read_toml(path):
    entries = []
    for number, text in toml_statements(path):
        where = f"{path}:{number}"
        if text.startswith("[["):
            if text != "[[module.entry]]":
                raise Wrong(f"{where}: '{shown(text)}': expected [[module.entry]]")
            entries.append(Entry(where))
            continue
        key, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not entries:
            raise Wrong(f"{where}: '{shown(text)}': expected [[module.entry]], and key = value behind it")
        if key == "pin" and not entries[-1].pins:
            entries[-1].set_pins(value, where)
        entries[-1].values.setdefault(key, value)
    return entries


class Folder:
    """The folder of a module, or of a few."""

    def __init__(self, path, registry_files):
        self.path = os.path.abspath(path)
        if not os.path.isdir(self.path):
            raise Wrong(f"{path}: {'no folder' if os.path.exists(path) else 'no such folder'}")
        self.name = re.sub(r"\W", "_", os.path.basename(self.path))
        names = sorted(name for name in os.listdir(self.path) if name.endswith(".c"))
        self.sources = [os.path.join(self.path, name) for name in names if not OTHER_TARGETS.search(name)]
        if not self.sources:
            raise Wrong(f"{path}: no .c file for this machine there")
        headers = [os.path.join(self.path, name) for name in sorted(os.listdir(self.path)) if name.endswith(".h")]
        self.texts = {source: code_of(source) for source in self.sources}
        self.all_text = "\n".join(list(self.texts.values()) + [code_of(header) for header in headers])
        self.registry_files = list(registry_files) + list(registries_above(self.path))
        self.registry = {}
        for file in reversed(self.registry_files):
            self.registry.update(read_registry(file))
        self.entries = []
        for name in sorted(os.listdir(self.path)):
            if name.endswith(".toml"):
                self.entries += read_toml(os.path.join(self.path, name))
        kconfig = os.path.join(self.path, "Kconfig")
        self.kconfig = kconfig if os.path.isfile(kconfig) else None

    def watched(self):
        """Files whose change is a change of what is written."""
        files = self.sources + self.registry_files + ([self.kconfig] if self.kconfig else [])
        return files + [os.path.join(self.path, name) for name in os.listdir(self.path)
                        if name.endswith((".toml", ".h"))]

    # ---- UUIDs ----

    def explicit(self):
        """{symbol: uuid} of UUIDs that stand in the sources."""
        found = {}
        for _, symbol, numbers in EXPLICIT.findall(self.all_text):
            n = [int(number, 16) for number in re.findall(r"0[xX]([0-9a-fA-F]+)", numbers)]
            found[symbol] = (f"{n[0]:08x}-{n[1]:04x}-{n[2]:04x}-{n[3]:02x}{n[4]:02x}-"
                             + "".join(f"{byte:02x}" for byte in n[5:]))
        return found

    def entry_uuid(self, entry):
        """What the .toml says: a UUID, or the name of a registered one."""
        text = entry.values.get("uuid", "").strip('"')
        if re.fullmatch(UUID, text):
            return text.lower()
        named = re.fullmatch(r"UUIDREG_STR_(\w+)", text)
        return self.registry.get(named.group(1).lower()) if named else None

    def registered_uuid(self, name):
        if name in self.registry:
            return self.registry[name]
        uuids = {self.entry_uuid(entry) for entry in self.entries} - {None}
        if len(uuids) == 1:
            return uuids.pop()
        return None

    def symbols(self):
        """{symbol: uuid} of all UUIDs of the sources; None: unknown."""
        found = self.explicit()
        for name in REGISTERED.findall(self.all_text):
            found.setdefault(f"{name}_uuid", self.registered_uuid(name))
        return found

    def resolve(self, word, symbols):
        """The symbol that a word of the sources stands for; a macro may have one value for each message format."""
        if word in symbols:
            return word
        for name, value in reversed(DEFINE.findall(self.all_text)):
            if name == word and symbols.get(value):
                return value
        return word

    # ---- modules ----

    def declared(self):
        """(path:line, uuid symbol, name or None, instances or None) of each declaration. One of the two forms counts:
        modules that have both choose by the configuration, which has them linked in."""
        symbols, found = self.symbols(), []
        for path, text in self.texts.items():
            for match in ADAPTER.finditer(text):
                found.append((f"{path}:{text.count(chr(10), 0, match.start(1)) + 1}",
                              self.resolve(match.group(2), symbols), None, None))
        manifests = [(f"{path}:{text.count(chr(10), 0, match.start()) + 1}", match)
                     for path, text in self.texts.items() for match in MANIFEST.finditer(text)]
        for where, match in manifests:
            symbol = f"{match.group(3)}_uuid" if match.group(3) else match.group(4)
            for number, other in enumerate(found):
                if other[1] == symbol and not other[2]:
                    found[number] = (other[0], symbol, match.group(1), match.group(5))
                    break
            else:
                if not any(ADAPTER.search(text) for text in self.texts.values()):
                    found.append((where, symbol, match.group(1), match.group(5)))
        if not found:
            raise Wrong(f"{self.path}: no file declares a module: expected DECLARE_MODULE_ADAPTER(operations, uuid, "
                        "trace context) or SOF_LLEXT_MODULE_MANIFEST()")
        return found

    def is_llext_only(self):
        return not any(ADAPTER.search(text) for text in self.texts.values())

    def has_manifest(self):
        return any(MANIFEST.search(text) for text in self.texts.values())

    def entry_of(self, uuid):
        for entry in self.entries:
            if self.entry_uuid(entry) == uuid:
                return entry
        return self.entries[0] if len(self.entries) == 1 and not self.entry_uuid(self.entries[0]) else None

    def modules(self):
        return [Facts(self, *declared) for declared in self.declared()]


class Facts:
    """What the manifest of a module says."""

    def __init__(self, folder, where, symbol, name, instances):
        self.where, self.symbol = where, symbol
        self.uuid = folder.symbols().get(symbol)
        if not self.uuid:
            files = ", ".join(folder.registry_files) or "no uuid-registry.txt in the folder or above"
            raise Wrong(f"{where}: the UUID {symbol} is unknown: it is not in the sources, not in a registry ({files}) "
                        "and not the only one of a .toml; name a registry with ADSP_UUID_REGISTRY")
        entry = folder.entry_of(self.uuid) or Entry(where)
        self.name = (entry.values.get("name", "").strip('"') or name
                     or symbol.removesuffix("_uuid").replace("_", "")[:8]).upper()
        if not re.fullmatch(r"\w{1,8}", self.name):
            raise Wrong(f"{entry.where}: the name is '{self.name}', expected 1 to 8 letters, digits and _")
        self.instances = entry.number("instance_count", int(instances) if instances and instances.isdigit() else 16)
        domain = entry.number("domain_types", 0)
        if domain not in DOMAINS:
            raise Wrong(f"{entry.where}: domain_types = {domain}, expected 0 (LL), 1 (DP) or 3 (both)")
        self.type = DOMAINS[domain] + (f" | {WITH_EXT}" if entry.number("init_config", 0) == 1 else "")
        self.pins = entry.pins or (1, 1)
        self.config = switch_of(folder) or f"COMP_{folder.name.upper()}"

    def groups(self):
        return ", ".join(self.uuid.split("-"))

    def members(self):
        return (f".manifest_type = {self.type}, .instance_max_count = {self.instances}, "
                f".max_inputs = {self.pins[0]}, .max_outputs = {self.pins[1]}")


def switch_of(folder):
    if not folder.kconfig:
        return None
    match = KCONFIG_SWITCH.search(read(folder.kconfig))
    return match.group(1) if match else None


# ---- what is written ----

def uuid_numbers(uuid):
    a, b, c, d, e = uuid.split("-")
    tail = ", ".join(f"0x{(d + e)[i:i + 2]}" for i in range(0, 16, 2))
    return f"0x{a}, 0x{b}, 0x{c}, {{ {tail} }}"


def facts_header(folder):
    lines = ["/* SPDX-License-Identifier: BSD-3-Clause */",
             f"/* Made by tools/module_folder.py from {folder.path}. */", "#pragma once"]
    for symbol, uuid in sorted(folder.symbols().items()):
        if uuid and symbol.endswith("_uuid"):
            lines.append(f"#define SOF_UUID_OF_{symbol.removesuffix('_uuid')} {uuid_numbers(uuid)}")
    modules = folder.modules()
    for module in modules:
        lines.append(f'#define MODULE_FACTS_{module.symbol} .name = "{module.name}", '
                     f".uuid = MODULE_UUID({module.groups()}), {module.members()}")
    if folder.has_manifest() and len(modules) == 1:
        lines.append(f"#define MODULE_FACTS_OF_MANIFEST .uuid = MODULE_UUID({modules[0].groups()}), "
                     f"{modules[0].members()}")
    if folder.is_llext_only():
        lines.append(f"#define CONFIG_{modules[0].config}_MODULE 1")
        if len(modules) > 1:
            raise Wrong(f"{modules[1].where}: more than one SOF_LLEXT_MODULE_MANIFEST() and no "
                        "DECLARE_MODULE_ADAPTER(): not supported")
    return "\n".join(lines) + "\n"


def declared_text(folders):
    rows = [f"/* {module.where} */\n"
            f'DECLARE_MODULE({module.config}, "{module.name}", ({module.groups()}), .out_of_tree = true, '
            f'{module.members()})\n'
            for folder in folders for module in folder.modules()]
    return "".join(rows)


def cmake_text(folders):
    lines = []
    for folder in folders:
        lines += [f'set(module_{folder.name}_path "{folder.path}")',
                  f"set(module_{folder.name}_sources " + " ".join(f'"{path}"' for path in folder.sources) + ")"]
    lines.append("set(module_names " + " ".join(folder.name for folder in folders) + ")")
    lines.append("set(module_watched " + " ".join(f'"{path}"' for folder in folders
                                                       for path in folder.watched()) + ")")
    return "\n".join(lines) + "\n"


def kconfig_type(value):
    if value in ("y", "n"):
        return "bool"
    return "string" if value.startswith('"') else "hex" if value.startswith("0x") else "int"


def kconfig_text(base, folders, assignments):
    lines = [f'source "{base}"'] if base else []
    own = "\n".join(read(folder.kconfig) for folder in folders if folder.kconfig)
    if base:
        own += "\n" + "\n".join(read(os.path.join(root, name)) for root, _, names in os.walk(os.path.dirname(base))
                                for name in names if name == "Kconfig")
    known = set(re.findall(r"^\s*(?:menu)?config\s+(\w+)", own, re.MULTILINE))
    for folder in folders:
        if folder.kconfig:
            lines.append(f'source "{folder.kconfig}"')
        if not switch_of(folder):
            assignments = [*assignments, f"CONFIG_COMP_{folder.name.upper()}=y"]
    for assignment in assignments:
        match = re.fullmatch(r"CONFIG_(\w+)=(.+)", assignment)
        if not match:
            raise Wrong(f"configuration '{shown(assignment)}': expected CONFIG_NAME=value")
        if match.group(1) not in known:
            known.add(match.group(1))
            lines += [f"config {match.group(1)}", f'\t{kconfig_type(match.group(2))} "{match.group(1)}"',
                      f"\tdefault {match.group(2)}"]
    return "\n".join(lines) + "\n"


def write_all(options):
    folders = [Folder(path, options.registry) for path in options.folders]
    names = [folder.name for folder in folders]
    for name in names:
        if names.count(name) > 1:
            raise Wrong(f"two folders named {name}: a module's folder is known by its name")
    output = os.path.abspath(options.output)
    for folder in folders:
        write_if_changed(os.path.join(output, folder.name, "module_facts.h"), facts_header(folder))
    write_if_changed(os.path.join(output, "declared.h"), declared_text(folders))
    write_if_changed(os.path.join(output, "modules.cmake"), cmake_text(folders))
    write_if_changed(os.path.join(output, "Kconfig"), kconfig_text(options.kconfig, folders, options.config))
    write_if_changed(os.path.join(output, "module.config"), "".join(f"{line}\n" for line in options.config))
    write_if_changed(os.path.join(output, "switches.txt"),
                     "".join(f"{switch_of(folder)}\t{folder.kconfig}\n" for folder in folders if switch_of(folder)))


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1], add_help=False)
    parser.add_argument("output")
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--registry", action="append", default=[])
    parser.add_argument("--config", action="append", default=[])
    parser.add_argument("--kconfig")
    if sys.argv[1:] in (["--help"], ["-h"]):
        print(__doc__)
        return 0
    try:
        write_all(parser.parse_args())
    except (OSError, UnicodeDecodeError, Wrong) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
