#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Each rule of check.py holds for a good tree and is seen to break for a bad one.

usage: CC=gcc test_check.py
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
CC = os.environ.get("CC", "cc")


class Tree(unittest.TestCase):
    """A small source tree in a directory of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = os.path.realpath(folder.name)

    def write(self, name, text):
        path = os.path.join(self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def compile(self, name, text):
        source = self.write(name, text)
        subprocess.run([CC, "-c", source, "-o", source + ".o"], check=True)
        return source + ".o"

    def commands(self, target, name, *flags):
        source = os.path.join(self.root, name)
        entry = {"directory": self.root, "file": source,
                 "command": f"{CC} {' '.join(flags)} -o x/{target}.dir/{name}.o -c {source}"}
        return self.write("compile_commands.json", json.dumps([entry]))

    def check(self, *arguments):
        done = subprocess.run([sys.executable, os.path.join(HERE, "check.py"), *arguments],
                              capture_output=True, text=True)
        return done.returncode, done.stderr

    def holds(self, *arguments):
        self.assertEqual(self.check(*arguments), (0, ""))

    def breaks(self, *arguments, says):
        code, message = self.check(*arguments)
        self.assertEqual(code, 1, message)
        for words in says:
            self.assertIn(words, message)


class FirmwareImports(Tree):
    def setUp(self):
        super().setUp()
        self.allow = self.write("list.txt", "# names\nmemcpy\nk_*\t# kernel\n")
        self.good = self.compile("good.c", "void k_oops(void); void f(void); void g(void) { k_oops(); f(); }")
        self.other = self.compile("other.c", "void f(void); void f(void) {}")

    def test_good(self):
        self.holds("firmware-imports", "--allow", self.allow, self.good, self.other)

    def test_host_function(self):
        bad = self.compile("bad.c", "int puts(const char *); void h(void) { puts(\"\"); }")
        self.breaks("firmware-imports", "--allow", self.allow, self.good, self.other, bad,
                    says=["bad.c.o", "imports puts", "list.txt"])

    def test_host_variable(self):
        bad = self.compile("bad.c", "extern char **environ; char **h(void) { return environ; }")
        self.breaks("firmware-imports", "--allow", self.allow, bad, says=["imports environ"])

    def test_weak(self):
        bad = self.compile("bad.c", "__attribute__((weak)) void free(void *); void *h(void) { return free; }")
        self.breaks("firmware-imports", "--allow", self.allow, bad, says=["imports free"])


class HostImports(Tree):
    def setUp(self):
        super().setUp()
        self.objects = ["--firmware", self.compile("fw.c", "void comp_new(void) {}"),
                      "--machine", self.compile("posix.c", "void k_oops(void) {} void adsp_tick(void) {}")]

    def host(self, call):
        return self.compile("host.c", f"void {call}(void); void main_(void) {{ {call}(); }}")

    def test_outside(self):
        self.holds("host-imports", *self.objects, "--host", self.host("adsp_tick"))

    def test_firmware(self):
        self.breaks("host-imports", *self.objects, "--host", self.host("comp_new"),
                    says=["host.c.o", "comp_new of the firmware"])

    def test_kernel(self):
        self.breaks("host-imports", *self.objects, "--host", self.host("k_oops"),
                    says=["host.c.o", "k_oops of the machine"])


class FirmwareIncludes(Tree):
    def setUp(self):
        super().setUp()
        self.allow = self.write("list.txt", "stdint.h\n")
        self.write("fw/include/sof/good.h", "#include <stdint.h>\n")
        self.write("fw/platform/posix/host.h", "\n")
        self.write("fw/lib/private.h", "\n")

    def includes(self, line):
        self.write("fw/lib/x.c", line + "\n")
        return ["firmware-includes", "--source", self.root, "--allow", self.allow,
                self.commands("adsp_firmware", "fw/lib/x.c", f"-I{self.root}/fw/include", f"-I{self.root}")]

    def test_own(self):
        self.holds(*self.includes('#include <sof/good.h>\n#include "private.h"'))

    def test_host_header(self):
        self.breaks(*self.includes("#  include <stdio.h>"), says=["fw/lib/x.c:1", "stdio.h", "list.txt"])

    def test_host_header_by_header(self):
        self.write("fw/include/sof/bad.h", "\n#include <pthread.h>\n")
        self.breaks(*self.includes("#include <sof/bad.h>"), says=["sof/bad.h:2", "pthread.h"])

    def test_machine_header(self):
        self.breaks(*self.includes('#include "../platform/posix/host.h"'),
                    says=["fw/platform/posix/host.h", "not a firmware header"])

    def test_host_room(self):
        self.write("testbench/x.h", "\n")
        self.breaks(*self.includes("#include <testbench/x.h>"), says=["testbench/x.h"])

    def test_nothing_compiled(self):
        commands = self.commands("adsp_other", "fw/lib/x.c")
        code, message = self.check("firmware-includes", "--source", self.root, "--allow", self.allow, commands)
        self.assertEqual(code, 1)
        self.assertIn("nothing would be checked", message)


class HostIncludes(Tree):
    def setUp(self):
        super().setUp()
        self.write("fw/include/ipc4/header.h", "\n")
        self.write("fw/include/sof/comp.h", "\n")
        self.write("fw/platform/posix/include/adsp/machine.h", "\n")
        self.write("fw/platform/posix/kernel.h", "\n")
        os.makedirs(os.path.join(self.root, "abi"))
        os.symlink(os.path.join(self.root, "fw/include/ipc4"), os.path.join(self.root, "abi/ipc4"))

    def includes(self, line):
        self.write("testbench/x.c", line + "\n")
        return ["host-includes", "--source", self.root,
                self.commands("adsp_host", "testbench/x.c", f"-I{self.root}/abi", f"-I{self.root}/fw",
                              f"-I{self.root}/fw/platform/posix/include")]

    def test_outside(self):
        self.holds(*self.includes("#include <ipc4/header.h>\n#include <adsp/machine.h>\n#include <stdio.h>"))

    def test_firmware(self):
        self.breaks(*self.includes("#include <include/sof/comp.h>"), says=["testbench/x.c", "fw/include/sof/comp.h"])

    def test_machine_inside(self):
        self.breaks(*self.includes("#include <platform/posix/kernel.h>"), says=["fw/platform/posix/kernel.h"])


class HeadersAlone(Tree):
    def alone(self, text):
        self.write("include/a/x.h", text)
        return ["headers-alone", "--cc", CC, "--include", os.path.join(self.root, "include"),
                "--root", os.path.join(self.root, "include/a")]

    def test_good(self):
        self.holds(*self.alone("#include <stdint.h>\nuint32_t f(void);\n"))

    def test_needs_another(self):
        self.breaks(*self.alone("uint32_t f(void);\n"), says=["include/a/x.h", "does not compile alone"])

    def test_empty(self):
        code, message = self.check("headers-alone", "--cc", CC, "--root", self.root)
        self.assertEqual(code, 1)
        self.assertIn("nothing would be checked", message)


if __name__ == "__main__":
    unittest.main(verbosity=2)
