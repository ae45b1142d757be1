#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Tests of circles.py: circles by calls and by includes are found, layers are none."""
import os
import subprocess
import sys
import tempfile
import unittest

CIRCLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "circles.py")


class Circles(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.TemporaryDirectory()
        self.addCleanup(self.root.cleanup)
        self.objects = []

    def add(self, name, text, header=""):
        """A source with its header, compiled to NAME.c.o below objects.dir."""
        source = os.path.join(self.root.name, name + ".c")
        target = os.path.join(self.root.name, "objects.dir", name + ".c.o")
        for path in source, target:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        for path, content in (source, text), (os.path.join(self.root.name, name + ".h"), header):
            with open(path, "w", encoding="utf-8") as out:
                out.write(content)
        self.objects.append((source, target))

    def run_tool(self, *options):
        for source, target in self.objects:
            subprocess.run([os.environ.get("CC", "cc"), "-I", self.root.name, "-c", source, "-o", target], check=True)
        return subprocess.run([sys.executable, CIRCLES, *options, "--source", self.root.name,
                               *(target for _, target in self.objects)], capture_output=True, text=True)

    def test_layers_are_no_circle(self):
        self.add("top", '#include "low.h"\nvoid top(void) { low(); }\n')
        self.add("low", '#include "low.h"\nvoid low(void) { }\n', "void low(void);\n")
        done = self.run_tool()
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_calls_make_a_circle(self):
        self.add("a/one", "void two(void);\nvoid one(void) { two(); }\n")
        self.add("b/two", "void three(void);\nvoid two(void) { three(); }\n")
        self.add("b/three", "void one(void);\nvoid three(void) { one(); }\n")
        self.add("b/four", "void one(void);\nvoid four(void) { one(); }\n")
        done = self.run_tool()
        self.assertEqual(done.returncode, 1)
        self.assertIn("circle of 3 files: a/one b/three b/two\n", done.stdout)
        self.assertIn("  a/one -> b/two: two\n", done.stdout)
        self.assertIn("the largest circle has 3 files, expected at most 1", done.stdout)

    def test_includes_make_a_circle(self):
        self.add("one", "int one;\n", '#include "room/two.h"\n')
        self.add("room/two", '#include "two.h"\n#include "one.h"\nint two;\n')
        done = self.run_tool()
        self.assertEqual(done.returncode, 1)
        self.assertIn("circle of 2 files: one room/two\n", done.stdout)

    def test_the_limit_is_an_option(self):
        self.add("one", "void two(void);\nvoid one(void) { two(); }\n")
        self.add("two", "void one(void);\nvoid two(void) { one(); }\n")
        self.assertEqual(self.run_tool("--max", "2").returncode, 0)
        self.assertEqual(self.run_tool("--max", "1").returncode, 1)

    def test_a_folder_counts_as_one_file(self):
        self.add("kit/one/a", "void b(void);\nvoid a(void) { b(); }\n")
        self.add("kit/one/b", "void a(void);\nvoid c(void);\nvoid b(void) { a(); c(); }\n")
        self.add("kit/c", "void c(void) { }\n")
        self.assertIn("circle of 2 files: kit/one/a kit/one/b\n", self.run_tool().stdout)
        self.assertEqual(self.run_tool("--folders", "kit").returncode, 0)
        self.add("kit/two/d", "void a(void);\nvoid d(void) { a(); }\n")
        self.add("kit/one/e", "void d(void);\nvoid e(void) { d(); }\n")
        done = self.run_tool("--folders", "kit")
        self.assertEqual(done.returncode, 1)
        self.assertIn("circle of 2 files: kit/one kit/two\n", done.stdout)

    def test_wrong_usage(self):
        self.assertEqual(subprocess.run([sys.executable, CIRCLES], capture_output=True).returncode, 2)


if __name__ == "__main__":
    unittest.main()
