#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Compile the folder of a module into a library that adspbench loads.

usage: build_module.py FOLDER... -o FILE [--source FILE]... [--include DIR]... [--config CONFIG_X=VALUE]...
                       [--registry FILE]... [--cc CC] [--keep DIR]

What the folders hold is read as for ADSP_MODULE (docs/your-module.md). Headers, configuration and interface of the
firmware come from the folder of this file when it is installed (share/adspbench/module), else from --sdk, a build of
adspbench.

Exit code 0; 1 wrong usage; 2 something is wrong with the folder, or it does not compile; 7 FILE cannot be written.
"""
import argparse
import errno
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import genconfig  # noqa: E402
import module_folder  # noqa: E402

COMPILE = ["-std=gnu11", "-O2", "-g", "-gdwarf-4", "-Wall", "-Wno-unused-parameter", "-Wno-sign-compare", "-fno-common",
           "-fno-strict-aliasing", "-ffp-contract=off", "-fno-omit-frame-pointer", "-fno-optimize-sibling-calls",
           "-fPIC", "-fvisibility=hidden", "-fstack-protector-strong", "-Werror=implicit-function-declaration",
           "-D__ZEPHYR__=1"]
LINK = ["-shared", "-nostdlib", "-nostartfiles", "-Wl,-z,now", "-Wl,-z,relro", "-Wl,-z,separate-code",
        "-Wl,-z,max-page-size=4096", "-Wl,-Bsymbolic", "-Wl,--hash-style=sysv", "-Wl,--build-id=none"]
ENTRY = """/* SPDX-License-Identifier: BSD-3-Clause */
#include <sof/lib/library.h>
#include "{abi}"

Z_SECTION_BOUND(const struct comp_driver *const, __start_adsp_modules);
Z_SECTION_BOUND(const struct comp_driver *const, __stop_adsp_modules);
Z_SECTION_BOUND(const struct sof_man_module_manifest, __start_adsp_manifests);
Z_SECTION_BOUND(const struct sof_man_module_manifest, __stop_adsp_manifests);

extern const struct library_entry adsp_library;
const struct library_entry adsp_library __attribute__((visibility("default"), aligned(8))) = {{
	.magic = LIBRARY_MAGIC,
	.bytes = sizeof(struct library_entry),
	.abi = ADSP_MODULE_ABI,
	.pointers = __start_adsp_modules,
	.pointers_end = __stop_adsp_modules,
	.manifests = __start_adsp_manifests,
	.manifests_end = __stop_adsp_manifests,
}};
"""


STANDARD_OUTPUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")

# The unwinder stops there; the last object of all.
END = """/* SPDX-License-Identifier: BSD-3-Clause */
__asm__(".section .eh_frame\\n\\t.long 0\\n\\t.previous");
"""


class Failed(Exception):
    pass


class WrongUse(Exception):
    pass


class NotWritten(Exception):
    pass


class Sdk:
    """Headers and configuration of the firmware: installed, or of a build."""

    def __init__(self, build):
        build = os.path.abspath(build) if build else None
        if build:
            source = os.path.dirname(HERE)
            self.include = os.path.join(source, "fw", "include")
            self.kconfig = os.path.join(source, "fw", "Kconfig")
            self.config = os.path.join(build, ".config")
            self.abi = os.path.join(build, "generated", "module_abi.h")
            self.exports = os.path.join(source, "fw", "lib", "library_exports.c")
        else:
            self.include = os.path.join(HERE, "include")
            self.kconfig = os.path.join(HERE, "fw", "Kconfig")
            self.config = os.path.join(HERE, "config")
            self.abi = os.path.join(HERE, "module_abi.h")
            self.exports = os.path.join(HERE, "library_exports.c")
        for path in (self.include, self.kconfig, self.config, self.abi, self.exports):
            if not os.path.exists(path):
                raise Failed(f"no {path}: adspbench is not installed completely")


def run(command, work):
    """In the work folder, whose name reaches no object: equal folders make equal libraries."""
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    sys.stderr.write(done.stderr)
    if done.returncode:
        raise Failed(f"{os.path.basename(command[0])} failed with exit status {done.returncode}")


def check_config(options, sdk, folders):
    """A symbol of --config that no Kconfig has and no file of the module reads is misspelled."""
    wanted = [match.group(1) for match in map(re.compile(r"CONFIG_(\w+)=.+").fullmatch, options.config) if match]
    if not wanted:
        return
    firmware = [os.path.join(root, "Kconfig") for root, _, names in os.walk(os.path.dirname(sdk.kconfig))
                if "Kconfig" in names]
    known = {f"COMP_{folder.name.upper()}" for folder in folders}
    for path in (*firmware, *files_read(options)):
        symbols = r"\w+" if os.path.basename(path).startswith("Kconfig") else r"\bCONFIG_(\w+)"
        known.update(re.findall(symbols, read_text(path)))
    for name in wanted:
        if name not in known:
            raise Failed(f"--config CONFIG_{name}: no Kconfig has this symbol, and no file of the module reads it")


def read_text(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def configuration(options, sdk, work):
    """What the folders say, and the configuration of all of them."""
    folders = [module_folder.Folder(path, options.registry) for path in options.folders]
    check_config(options, sdk, folders)
    module_folder.write_all(argparse.Namespace(output=work, folders=options.folders, registry=options.registry,
                                               config=options.config, kconfig=sdk.kconfig))
    firmware = os.path.join(work, "firmware.config")
    shutil.copyfile(sdk.config, firmware)
    genconfig.main(["genconfig", "--switches", os.path.join(work, "switches.txt"), os.path.join(work, "Kconfig"),
                    os.path.join(work, "autoconf.h"), os.path.join(work, "config"), firmware,
                    os.path.join(work, "module.config")])
    return folders


def compile_all(options, sdk, work, folders):
    """The objects of all files."""
    entry = os.path.join(work, "library_entry.c")
    with open(entry, "w", encoding="utf-8") as file:
        file.write(ENTRY.format(abi=sdk.abi))
    end = os.path.join(work, "library_end.c")
    with open(end, "w", encoding="utf-8") as file:
        file.write(END)
    jobs = [(source, [f"-I{folder.path}"], ["-include", os.path.join(work, folder.name, "module_facts.h")])
            for folder in folders for source in folder.sources]
    jobs += [(os.path.abspath(source), [], []) for source in options.source] + [(entry, [], []), (end, [], [])]
    includes = [f"-I{os.path.abspath(path)}" for path in options.include] + [f"-I{sdk.include}"]
    objects = []
    for number, (source, before, forced) in enumerate(jobs):
        objects.append(os.path.join(work, f"{number}.o"))
        run([options.cc, *COMPILE, "-include", os.path.join(work, "autoconf.h"), *forced, *before, *includes,
             f"-ffile-prefix-map={work}=.", "-c", source, "-o", objects[-1]], work)
    return objects


def tell_imports(sdk, whole):
    """What no firmware of this interface offers is said here already, with the line that needs it."""
    exports = set(re.findall(r"\bname\(\s*(\w+)\)", read_text(sdk.exports).replace("\\\n", " ")))
    done = subprocess.run(["nm", "--undefined-only", "--line-numbers", whole], capture_output=True, text=True,
                          check=False)
    for name, where in re.findall(r"^\s*U (\w+)(?:\t(.*))?$", done.stdout, re.MULTILINE):
        if name not in exports and not name.startswith(("__start_", "__stop_", "_GLOBAL_OFFSET_TABLE_")):
            print(f"adspbench module build: {where or 'warning'}: the firmware does not offer {name}(): it will refuse "
                  "the library", file=sys.stderr)


def link(options, sdk, work, objects):
    """One object first, so that a manifest's section has a name that the linker marks the ends of."""
    whole, library = os.path.join(work, "whole.o"), os.path.join(work, "library")
    run(["ld", "-r", "-o", whole, *objects], work)
    tell_imports(sdk, whole)
    run(["objcopy", "--rename-section", ".module=adsp_manifests", whole], work)
    run([options.cc, *LINK, "-o", library, whole], work)
    try:
        write(library, options.output)
    except OSError as error:
        raise NotWritten(f"{options.output}: cannot be written: {error.strerror}") from None


def write(library, output):
    """The whole library or nothing, with an old file's permissions; what is no regular file is written in place."""
    if output == "-":
        with open(library, "rb") as source:
            shutil.copyfileobj(source, sys.stdout.buffer)
        return
    old = os.stat(output).st_mode if os.path.exists(output) else None
    if old is not None and not stat.S_ISREG(old):
        with open(library, "rb") as source, open(output, "wb", buffering=0) as sink:
            shutil.copyfileobj(source, sink)
        return
    if old is not None and not os.access(output, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    target = os.path.realpath(output)
    descriptor, part = tempfile.mkstemp(prefix=".adspbench.", dir=os.path.dirname(target))
    os.close(descriptor)
    try:
        shutil.copyfile(library, part)
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(part, 0o666 & ~umask if old is None else stat.S_IMODE(old))
        os.replace(part, target)
    except BaseException:
        os.unlink(part)
        raise


def files_read(options):
    """Everything of the folders and of what stands beside them on the command line."""
    folders = [*options.folders, *options.include]
    yield from (os.path.join(root, name) for folder in folders for root, _, names in os.walk(folder) for name in names)
    yield from (*options.source, *options.registry)
    for folder in options.folders:
        yield from module_folder.registries_above(os.path.abspath(folder))


def check_output(options):
    """Before anything is compiled."""
    if os.path.isdir(options.output):
        raise NotWritten(f"{options.output}: cannot be written: Is a directory")
    if not os.path.isdir(os.path.dirname(os.path.abspath(options.output))):
        raise NotWritten(f"{options.output}: cannot be written: No such file or directory")
    for path in options.include:
        if not os.path.isdir(path):
            raise WrongUse(f"--include {path}: {'no folder' if os.path.exists(path) else 'no such folder'}")
    if not os.path.exists(options.output):
        return
    for path in files_read(options):
        if os.path.exists(path) and os.path.samefile(path, options.output):
            raise WrongUse(f"{path} = {options.output}: both read and written" if path != options.output else
                           f"{path}: both read and written")


def build(options, work):
    check_output(options)
    sdk = Sdk(options.sdk)
    folders = configuration(options, sdk, work)
    link(options, sdk, work, compile_all(options, sdk, work, folders))
    told = sys.stderr if options.output in STANDARD_OUTPUT else sys.stdout
    try:
        for folder in folders:
            for module in folder.modules():
                print(f"{options.output}: {module.name.lower()} {module.uuid}", file=told)
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes again at its end
        raise NotWritten(f"cannot write standard output: {error.strerror}") from None


def stop(number, frame):
    """A signal takes the way out that removes what was made."""
    sys.exit(128 + number)


def fail(text, status):
    shown = "".join(c if c.isprintable() else "?" for c in " ".join(str(text).split("\n")).strip())
    print(f"adspbench module build: {shown}", file=sys.stderr)
    return status


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1], add_help=False)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("-o", "--output", required=True)
    for name in ("source", "include", "config", "registry"):
        parser.add_argument(f"--{name}", action="append", default=[])
    parser.add_argument("--cc", default=os.environ.get("CC", "cc"))
    parser.add_argument("--sdk")
    parser.add_argument("--keep")
    if sys.argv[1:] in (["--help"], ["-h"]):
        print(__doc__)
        return 0
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        if options.keep:
            os.makedirs(options.keep, exist_ok=True)
            build(options, os.path.abspath(options.keep))
        else:
            with tempfile.TemporaryDirectory() as work:
                build(options, work)
    except (NotWritten, WrongUse) as error:
        return fail(error, 7 if isinstance(error, NotWritten) else 1)
    except OSError as error:
        return fail(f"{error.filename}: {error.strerror}" if error.filename else error, 2)
    except (UnicodeDecodeError, module_folder.Wrong, Failed, genconfig.kconfiglib.KconfigError) as error:
        return fail(error, 2)
    except SystemExit as error:
        if isinstance(error.code, int) and error.code > 128:
            return fail(f"stopped by signal {error.code - 128}", error.code)
        if not isinstance(error.code, str):
            raise
        return fail(error.code, 2)
    return 0


if __name__ == "__main__":
    sys.exit(main())
