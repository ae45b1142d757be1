#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Boot a Linux on a processor that has what this one lacks, run programs of this build there, and power off.

    run_in_qemu.py [--kernel FILE] [--with PATH] ... -- COMMAND [WORD ...] [-- COMMAND ...]

qemu-system-x86_64 emulates the processor (-cpu max: with memory protection keys), so neither KVM nor rights are needed.
The kernel is --kernel, or the newest /boot/vmlinuz-*. The first file system is made here: Python, the programs of the
commands, the libraries of both and those that a program loads by itself, and every file or folder --with, all at the
places where they are now. Commands run one after the other. An error of the guest's kernel ends it.
Exit status: 0 each command has ended with 0; 1 one has not, or the guest has not come to its end; 77 what is needed is
missing, and a line says what.
"""
import argparse
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import sysconfig
import tempfile

QEMU = "qemu-system-x86_64"
LOADED_BY_PROGRAMS = ("libdw.so.1",)
END = "run_in_qemu: every command has ended with 0"
INIT = '''#!{python}
import ctypes, os, subprocess
libc = ctypes.CDLL(None)
os.environ.update(PATH="/usr/bin:/bin", HOME="/tmp", LC_ALL="C.UTF-8")
for kind, where in ("proc", "/proc"), ("sysfs", "/sys"), ("devtmpfs", "/dev"):
    libc.mount(kind.encode(), where.encode(), kind.encode(), 0, None)
good = True
for words in {commands!r}:
    print("$", *words, flush=True)
    status = subprocess.run(words, cwd="/tmp").returncode
    print("status", status, flush=True)
    good &= status == 0
print({end!r} if good else "run_in_qemu: a command has failed", flush=True)
os.sync()
libc.reboot(0x4321fedc)
'''


# ---- the first file system: an archive in the format that Linux unpacks ----

class Archive:
    def __init__(self, out):
        self.out, self.known, self.number = out, set(), 0

    def entry(self, name, mode, data=b""):
        self.number += 1
        encoded = name.encode() + b"\0"
        fields = (self.number, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(encoded), 0)
        head = b"070701" + b"".join(b"%08X" % field for field in fields) + encoded
        for part in head, data:
            self.out.write(part + b"\0" * (-len(part) % 4))

    def folder(self, path):
        if str(path) in self.known or str(path) == "/":
            return
        self.folder(path.parent)
        self.known.add(str(path))
        self.entry(str(path)[1:], stat.S_IFDIR | 0o755)

    def file(self, path):
        """A file where it is now; of a link, what it leads to."""
        if str(path) in self.known:
            return
        self.folder(path.parent)
        self.known.add(str(path))
        mode = 0o755 if os.access(path, os.X_OK) else 0o644
        self.entry(str(path)[1:], stat.S_IFREG | mode, path.read_bytes())

    def program(self, path):
        self.file(path)
        done = subprocess.run(["ldd", path], capture_output=True, text=True, check=False)
        for library in re.findall(r"(/\S+) \(0x", done.stdout):
            self.file(pathlib.Path(library))

    def loaded_libraries(self):
        known = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
        for name in LOADED_BY_PROGRAMS:
            found = re.search(rf"^\s*{re.escape(name)} \(libc6,x86-64.*\) => (/\S+)$", known, re.MULTILINE)
            if not found:
                skip(f"no {name}: install what tools/setup.sh installs")
            self.program(pathlib.Path(found[1]))

    def tree(self, folder):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not {"__pycache__", "test", "tests", "dist-packages"} & set(path.parts[4:]):
                self.file(path)

    def python(self):
        executable = pathlib.Path(sys.executable).resolve()
        self.program(executable)
        library = pathlib.Path(sysconfig.get_path("stdlib"))
        self.tree(library)
        for extension in library.glob("lib-dynload/*.so"):
            self.program(extension)
        return executable

    def end(self):
        self.entry("TRAILER!!!", 0)


def make_archive(name, commands, paths):
    with open(name, "wb") as out:
        archive = Archive(out)
        for name in "/proc", "/sys", "/dev", "/tmp":
            archive.folder(pathlib.Path(name))
        archive.entry("dev/console", stat.S_IFCHR | 0o600)
        python = archive.python()
        archive.loaded_libraries()
        for words in commands:
            for word in words:
                if word.startswith("/") and os.path.isfile(word):
                    archive.program(pathlib.Path(word))
        for top in paths:
            for path in [top] if top.is_file() else sorted(top.rglob("*")):
                if path.is_file():
                    archive.file(path)
        init = INIT.format(python=python, commands=commands, end=END)
        archive.entry("init", stat.S_IFREG | 0o755, init.encode())
        archive.end()


# ---- the machine ----

def skip(text):
    print(f"run_in_qemu: skipped: {text}")
    sys.exit(77)


def find_kernel(given):
    kernels = [pathlib.Path(given)] if given else sorted(pathlib.Path("/boot").glob("vmlinuz-*"))
    if not kernels or not os.access(kernels[-1], os.R_OK):
        skip("no kernel to boot: install linux-image-cloud-amd64, or name one with ADSP_QEMU_KERNEL")
    return kernels[-1]


def boot(kernel, archive, timeout):
    words = [QEMU, "-accel", "tcg", "-cpu", "max", "-m", "1536", "-nographic", "-no-reboot", "-nodefaults", "-serial",
             "stdio", "-kernel", kernel, "-initrd", archive, "-append", "console=ttyS0 quiet panic=-1 oops=panic mitigations=off"]
    seen = []
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace") as guest:
        try:
            deadline = subprocess.Popen(["sleep", str(timeout)])
            for line in guest.stdout:
                print(line.rstrip("\r\n"), flush=True)
                seen.append(line.strip())
                if deadline.poll() is not None:
                    guest.kill()
        finally:
            deadline.kill()
            deadline.wait()
            guest.kill()
    return END in seen


def split_commands(words):
    commands = [[]]
    for word in words:
        if word == "--":
            commands.append([])
        else:
            commands[-1].append(os.path.abspath(word) if os.path.exists(word) else word)
    return [words for words in commands if words]


def main():
    at = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernel", default=os.environ.get("ADSP_QEMU_KERNEL", ""))
    parser.add_argument("--with", dest="paths", metavar="PATH", action="append", default=[],
                        type=lambda name: pathlib.Path(name).resolve())
    parser.add_argument("--timeout", type=int, default=3000, help="seconds for all")
    options = parser.parse_args(sys.argv[1:at])
    commands = split_commands(sys.argv[at + 1:])
    if not commands:
        parser.error("no command")
    if not shutil.which(QEMU):
        skip("no qemu-system-x86_64: install qemu-system-x86")
    kernel = find_kernel(options.kernel)
    with tempfile.TemporaryDirectory() as folder:
        archive = pathlib.Path(folder) / "initramfs"
        make_archive(archive, commands, options.paths)
        return 0 if boot(kernel, archive, options.timeout) else 1


if __name__ == "__main__":
    sys.exit(main())
