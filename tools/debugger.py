# SPDX-License-Identifier: BSD-3-Clause
"""For gdb's own Python: what `adspbench run --debug gdb` has it read.

Stops where a module's processing begins, of each module but the copiers, or of the one that ADSP_DEBUG_AT names (as
"halve", or one component as "halve.0.0"). Brings in the symbols of modules that are loaded, and selects the module's
own frame when a fault is reported from below it.
"""
import os

import gdb

WANTED = os.environ.get("ADSP_DEBUG_AT", "")
QUIET = ("SIGALRM", "SIGPIPE", "SIGCHLD", "SIG34", "SIG35", "SIG36", "SIG37")  # timers, and those of the C library
HERE = "fw/platform/posix/base/debugger.c"  # below the tree that the program was built from
MODULES = ("fw/audio/modules/", "fw/math/")
stops = set()  # addresses of processing functions


class Hook(gdb.Breakpoint):
    """A function of the program that tells something, and does not stop it."""

    def __init__(self, function, told):
        super().__init__(function, internal=True)
        self.silent = True
        self.told = told

    def stop(self):
        self.told()
        return False


def argument(expression):
    return gdb.parse_and_eval(expression)


def machine_starts():
    gdb.execute("set var debugger_present = 1")


def library_comes():
    path, start = argument("path").string(), int(argument("start"))
    gdb.execute(f'add-symbol-file "{path}" -o {start:#x}', to_string=True)


def is_wanted(name):
    if WANTED:
        return name == WANTED or name.split(".")[0] == WANTED
    return name.split(".")[0] != "copier"


def place_of(address):
    """Behind what a function does first, so that its arguments can be read."""
    block = gdb.block_for_pc(address)
    while block and not block.function:
        block = block.superblock
    if not block:
        return {"spec": f"*{address:#x}"}
    return {"source": block.function.symtab.fullname(), "function": block.function.name}


def module_comes():
    name, address = argument("name").string(), int(argument("process"))
    if not is_wanted(name) or address in stops:
        return
    stops.add(address)
    try:
        gdb.Breakpoint(**place_of(address))
    except (gdb.error, RuntimeError):  # its source file has moved
        gdb.Breakpoint(f"*{address:#x}")


def is_of_module(frame):
    """Not of the machine, the firmware around it, the C library, or something without lines."""
    table = frame.find_sal().symtab
    if gdb.solib_name(frame.pc()) or not table:
        return False
    tree = gdb.lookup_global_symbol("debugger_library").symtab.fullname().removesuffix(HERE)
    path = table.fullname()
    return not path.startswith((f"{tree}fw/", f"{tree}testbench/")) or path.startswith(
        tuple(tree + folder for folder in MODULES))


def on_stop(event):
    if not isinstance(event, gdb.SignalEvent) or event.stop_signal == "SIGINT":
        return
    frame = gdb.newest_frame()
    while frame and not is_of_module(frame):
        frame = frame.older()
    check = gdb.parse_and_eval("trap_request.check").string()
    if check and gdb.parse_and_eval("trap_request.kind"):
        gdb.write(f"{check}\n")
    if frame and frame != gdb.newest_frame():
        frame.select()
        gdb.execute("frame")


def main():
    for signal in QUIET:
        gdb.execute(f"handle {signal} nostop noprint pass", to_string=True)
    gdb.execute("set breakpoint pending on")
    if not os.isatty(1):
        gdb.execute("set width 0")  # in a file gdb would break lines at 80 columns
    Hook("mmu_start", machine_starts)
    Hook("debugger_library", library_comes)
    Hook("platform_debug_module", module_comes)
    gdb.events.stop.connect(on_stop)


main()
