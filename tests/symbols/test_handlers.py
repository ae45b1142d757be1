#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Tests of handlers.py: what a handler calls is found, however it gets there."""
import os
import subprocess
import sys
import tempfile
import unittest

HANDLERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "handlers.py")
LIST = "handler room/one:on_signal\nwrite\n"
CALLS = """
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
void two(void);
static __attribute__((noinline)) void here(void) { write(1, "", 0); two(); }
static void on_signal(int number) { here(); }
void install(void) { signal(SIGUSR1, on_signal); }
void elsewhere(void) { puts("not by the handler"); }
"""


class Handlers(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.TemporaryDirectory()
        self.addCleanup(self.root.cleanup)
        self.objects = []

    def add(self, name, text):
        source, target = (os.path.join(self.root.name, path) for path in (name + ".c", f"x.dir/{name}.c.o"))
        for path in source, target:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(source, "w", encoding="utf-8") as out:
            out.write(text)
        subprocess.run([os.environ.get("CC", "cc"), "-w", "-O1", "-c", source, "-o", target], check=True)
        self.objects.append(target)

    def ends(self, text):
        """@return exit status, lines"""
        allow = os.path.join(self.root.name, "list.txt")
        with open(allow, "w", encoding="utf-8") as out:
            out.write(text)
        done = subprocess.run([sys.executable, HANDLERS, "--allow", allow, *self.objects], capture_output=True,
                              text=True, check=False)
        return done.returncode, done.stderr.splitlines()

    def test_what_is_allowed(self):
        self.add("room/one", CALLS)
        self.add("two", "void two(void) { }\n")
        self.assertEqual(self.ends(LIST), (0, []))

    def test_a_call_in_another_object(self):
        self.add("room/one", CALLS)
        self.add("two", "#include <stdlib.h>\nvoid *kept;\nvoid two(void) { kept = malloc(1); }\n")
        self.assertEqual(self.ends(LIST), (1, [
            "handlers: on_signal() -> here() -> two() -> malloc(), which is not in the list"]))
        self.assertEqual(self.ends(LIST + "malloc\n"), (0, []))
        self.assertEqual(self.ends(LIST + "leave two\n"), (0, []))

    def test_a_function_by_its_address(self):
        self.add("room/one", CALLS)
        self.add("two", "#include <stdio.h>\nextern void (*run)(void);\nstatic void later(void) { perror(0); }\n"
                 "void two(void) { run = later; }\nvoid (*run)(void);\n")
        self.assertEqual(self.ends(LIST), (1, [
            "handlers: on_signal() -> here() -> two() -> later() -> perror(), which is not in the list"]))

    def test_words_that_nothing_needs(self):
        self.add("room/one", CALLS)
        self.add("two", "void two(void) { }\n")
        self.assertEqual(self.ends(LIST + "memcpy\nmaybe memset\nhandler two:gone\nnone two\n"), (1, [
            "handlers: memcpy is in the list, and no handler calls it", "handlers: there is no gone() in two",
            "handlers: two installs no handler"]))
        self.assertEqual(self.ends("handled room/one:on_signal\n")[0], 2)

    def test_a_handler_that_is_not_in_the_list(self):
        self.add("room/one", CALLS)
        self.add("two", "#include <signal.h>\nvoid two(void) { signal(SIGINT, SIG_IGN); }\n")
        self.assertEqual(self.ends(LIST + "leave two\n"), (1, [
            "handlers: two installs a handler, and the list has none of it"]))
        self.assertEqual(self.ends(LIST + "leave two\nnone two\n"), (0, []))


if __name__ == "__main__":
    unittest.main()
