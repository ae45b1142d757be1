#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Description: tools/module_registry.py finds declarations, and refuses those that nobody could tell apart."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOL = pathlib.Path(__file__).resolve().parents[3] / "tools" / "module_registry.py"
GOOD = """#define OUTPUTS 3
/* DECLARE_MODULE(COMP_OLD, "OLD", (nothing), */
DECLARE_MODULE(COMP_B, "BEE",
\t       (72150ffd, cdbb, 4959, 92d3, 4f2357a40753), .ops = &b_ops)

DECLARE_MODULE(COMP_A, "AY", (a62de1af, 5964, 4e2e, b167, 7fdc97279a29), .ops = &a_ops,
	       .max_inputs = 1, .cost = F(2, 3), .max_outputs = OUTPUTS, .note = "passes \\"it\\" on")
"""


class ModuleRegistry(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)

    def run_tool(self, *words, **files):
        for name, text in files.items():
            (self.path / f"{name}.c").write_text(text, encoding="utf-8")
        names = [str(self.path / f"{name}.c") for name in files]
        return subprocess.run([sys.executable, TOOL, *words, *names], capture_output=True, text=True)

    def refused(self, words, **files):
        done = self.run_tool("host", str(self.path / "out"), **files)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn(words, done.stderr)
        self.assertFalse((self.path / "out").exists())

    def test_host_rows_are_sorted_by_name_and_in_memory_order(self):
        done = self.run_tool("host", str(self.path / "out"), both=GOOD)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        rows = (self.path / "out").read_text(encoding="utf-8").splitlines()[1:]
        self.assertEqual(rows, [
            '{ { 0xaf, 0xe1, 0x2d, 0xa6, 0x64, 0x59, 0x2e, 0x4e, 0xb1, 0x67, 0x7f, 0xdc, 0x97, 0x27, 0x9a, 0x29 }, "ay", "COMP_A", 1, 3, "passes \\"it\\" on" },',
            '{ { 0xfd, 0x0f, 0x15, 0x72, 0xbb, 0xcd, 0x59, 0x49, 0x92, 0xd3, 0x4f, 0x23, 0x57, 0xa4, 0x07, 0x53 }, "bee", "COMP_B", 0, 0, NULL },'])

    def test_pins_are_numbers(self):
        self.refused("NONE is no number, and no #define of one", bad=GOOD.replace("= OUTPUTS", "= NONE"))

    def test_an_output_that_would_not_change_is_left_alone(self):
        out = self.path / "out"
        self.run_tool("host", str(out), both=GOOD)
        before = out.stat()
        self.run_tool("host", str(out), both=GOOD)
        self.assertEqual((out.stat().st_ino, out.stat().st_mtime_ns), (before.st_ino, before.st_mtime_ns))

    def test_defines_agree_with_the_declarations(self):
        conf = self.path / "modules.conf"
        self.run_tool("topology", str(conf), both=GOOD)
        self.assertIn('UUID_BEE\t"fd:0f:15:72:bb:cd:59:49:92:d3:4f:23:57:a4:07:53"', conf.read_text(encoding="utf-8"))
        self.assertEqual(self.run_tool("check", str(conf), both=GOOD).returncode, 0)
        # a module more is no mistake, another UUID is, and so is a module that went
        more = GOOD + '\nDECLARE_MODULE(COMP_C, "SEE", (00000000, 0000, 0000, 0000, 000000000000), .ops = &c_ops)\n'
        self.assertEqual(self.run_tool("check", str(conf), both=more).returncode, 0)
        for text in (GOOD.replace("4959", "4958"), GOOD.replace("BEE", "BEETLE")):
            done = self.run_tool("check", str(conf), both=text)
            self.assertEqual(done.returncode, 1)
            self.assertIn("UUID_BEE is fd:0f:15:72", done.stderr)

    def test_refusals(self):
        self.refused("two.c:2: BEE is declared already, in", one=GOOD,
                     two='\nDECLARE_MODULE(X, "BEE", (00000000, 0000, 0000, 0000, 000000000000), .ops = 0)')
        self.refused("72150ffd-cdbb-4959-92d3-4f2357a40753 is declared already", one=GOOD,
                     two='DECLARE_MODULE(X, "EX", (72150ffd, cdbb, 4959, 92d3, 4f2357a40753), .ops = 0)')
        self.refused("expected five groups", one=GOOD.replace("92d3", "92D3"))
        self.refused("expected five groups", one=GOOD.replace("92d3, ", ""))
        self.refused("one.c:3: expected DECLARE_MODULE(config", one=GOOD.replace("BEE", "BEEEEEEEE"))

    def test_costs_are_rows_in_the_order_of_the_files(self):
        first, second, out = (self.path / name for name in ("a.tsv", "b.tsv", "out"))
        first.write_text("# a comment\nGAIN\t32\t*\t*\t300\t2.25\n", encoding="utf-8")
        second.write_text("SRC\t*\t8000\t48000\t0\t400.5\n", encoding="utf-8")
        done = self.run_tool("costs", str(out), str(first), str(second))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(out.read_text(encoding="utf-8").splitlines()[1:],
                         ['{ "GAIN", 32, 0, 0, 300, 36 },', '{ "SRC", 0, 8000, 48000, 0, 6408 },'])
        for line in ("GAIN 32 * * 300", "GAIN 32 * * many 2", "GAINNNNNN 32 * * 300 2", "GAIN 32 * * -1 2"):
            first.write_text(f"\n{line}\n", encoding="utf-8")
            done = self.run_tool("costs", str(self.path / "none"), str(first))
            self.assertEqual(done.returncode, 1)
            self.assertIn("a.tsv:2: ", done.stderr)
            self.assertFalse((self.path / "none").exists())

    def test_usage(self):
        self.assertEqual(self.run_tool("nothing", "x", "y").returncode, 2)
        self.assertEqual(self.run_tool("host").returncode, 2)
        self.assertEqual(self.run_tool("--help").returncode, 0)
        done = self.run_tool("host", str(self.path / "out"), str(self.path / "absent.c"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("absent.c", done.stderr)


if __name__ == "__main__":
    unittest.main()
