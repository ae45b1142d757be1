#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Description: the verbs of tools/bench judge counts that are made up, draw them, and name what is wrong with their
input.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import unittest.mock
import xml.dom.minidom

SOURCE = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(SOURCE / "tools"))
import bench_count  # noqa: E402
import bench_modules  # noqa: E402
import bench_topologies  # noqa: E402

ROW = {"module": "gain", "bits": 32, "rate": 48000, "w": 1000.0, "m": 250.0}


def bench(*words):
    return subprocess.run([sys.executable, str(SOURCE / "tools" / "bench"), *map(str, words)], capture_output=True,
                          text=True)


class Verbs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, *rows):
        path = self.folder / name
        path.write_text(json.dumps({"rows": rows}), encoding="utf-8")
        return path

    def test_growth_above_the_threshold_fails(self):
        old = self.write("old", ROW)
        for w, m, threshold, status, message in (
                (1030, 250, 3, 0, ""), (1000, 200, 3, 0, ""), (1031, 250, 5, 0, ""),
                (1031, 250, 3, 6, "bench: gain s32 48000: W has grown by 3.1 %, expected at most 3 %\n"),
                (1000, 260, 3, 6, "bench: gain s32 48000: M has grown by 4.0 %, expected at most 3 %\n")):
            done = bench("compare", old, self.write("new", {**ROW, "w": w, "m": m}), "--threshold", threshold)
            self.assertEqual((done.returncode, done.stderr), (status, message))

    def test_a_row_that_is_gone_fails(self):
        done = bench("compare", self.write("old", ROW), self.write("new"))
        self.assertEqual(done.returncode, 6)
        self.assertIn("gain s32 48000: not in ", done.stderr)

    def test_what_is_no_measurement_is_refused(self):
        bad = self.folder / "bad"
        bad.write_text("[1]", encoding="utf-8")
        for words in (("compare", bad, bad), ("plot", bad, "-o", self.folder)):
            done = bench(*words)
            self.assertEqual(done.returncode, 2)
            self.assertEqual(done.stderr,
                             f"bench: {bad}: not a measurement, expected what tools/bench modules --json writes\n")
        done = bench("compare", self.folder / "nothing", bad)
        self.assertEqual((done.returncode, done.stderr),
                         (1, f"bench: {self.folder}/nothing: No such file or directory\n"))

    def test_plots_are_svg_with_a_bar_for_each_figure(self):
        file = self.write("rows", {**ROW, "field_w": 3000, "field_m": 1200, "target_w": 900},
                          {**ROW, "module": "a < b"})
        self.assertEqual(bench("plot", file, "-o", self.folder / "plots").returncode, 0)
        drawn = xml.dom.minidom.parse(str(self.folder / "plots" / "process.svg"))
        bars = [bar for bar in drawn.getElementsByTagName("rect") if bar.getAttribute("x")]
        self.assertEqual(len(bars), 2)      # a row without a figure of the field is left out
        self.assertLess(float(bars[0].getAttribute("width")), float(bars[1].getAttribute("width")))
        lines = [line for line in drawn.getElementsByTagName("line") if line.getAttribute("stroke-width")]
        self.assertEqual(len(lines), 1)
        done = bench("plot", self.write("none", ROW), "-o", self.folder / "plots")
        self.assertEqual((done.returncode, done.stderr),
                         (1, f"bench: {self.folder}/none: no row has a figure of the field for M\n"))

    def test_table_marks_what_misses_its_target(self):
        cells = bench_modules.cells({**ROW, "field_w": 2000, "target_w": 999, "target_m": 250})
        self.assertEqual(cells, ("gain", "s32", "48000", "1000", "999!", "0.50", "250", "250", "-", "-", "-", "-", "-"))
        self.assertEqual(bench_modules.markdown({"rows": [ROW]}).splitlines()[2],
                         "| gain | s32 | 48000 | 1000 | - | - | 250 | - | - |")

    def test_figures_are_of_modules_that_exist(self):
        for row in bench_modules.rows_of(""):
            source = row["topology"] if row["topology"].endswith(".conf") else None
            self.assertTrue(source is None or (SOURCE / "tplg" / source).exists(), row["topology"])
            found = subprocess.run(["grep", "-rqw", row["function"], str(SOURCE / "fw" / "audio")])
            self.assertEqual(found.returncode, 0, row["function"])
        done = bench("modules", "--rows", "no such row")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no row is like 'no such row'", done.stderr)

    def test_baseline_is_read_and_judged(self):
        path = str(self.folder / "ticks.tsv")
        bench_topologies.write_baseline(path, "GNU 12.2.0", {"b": 200, "a": 100})
        self.assertEqual(bench_topologies.read_baseline(path), ("GNU 12.2.0", {"a": 100, "b": 200}))
        judge = bench_topologies.judge
        self.assertEqual(judge({"a": 100}, {"a": 103}, 3), [])
        self.assertEqual(judge({"a": 100}, {"a": 104}, 3),
                         ["a: 104 instructions a tick, 100 before: +4.0 %, expected at most 3 % more"])
        self.assertEqual(judge({"a": 1}, {"b": 1}, 3), ["a: in the baseline, and not counted"])
        with open(path, "a", encoding="utf-8") as file:
            file.write("c many\n")
        with self.assertRaises(SystemExit) as ended:
            bench_topologies.read_baseline(path)
        self.assertEqual(str(ended.exception), f"bench: {path}:5: 'c many', expected a topology and its instructions")

    def test_committed_baseline_reads(self):
        compiler, counts = bench_topologies.read_baseline(bench_topologies.BASELINE)
        self.assertRegex(compiler, r"^GNU \d")
        self.assertGreater(min(counts.values()), 0)

    def test_inclusive_count_of_a_function(self):
        row = "  1,234 (56.7%)  audio/gain.c:gain_process [/build/adspbench]\n 99 ( 1.0%)  x.c:gain_process_more\n"
        with unittest.mock.patch.object(bench_count.subprocess, "run", return_value=unittest.mock.Mock(stdout=row)):
            self.assertEqual(bench_count.inclusive("file", "gain_process"), 1234)
            with self.assertRaisesRegex(bench_count.Failed, "no instructions in src_process"):
                bench_count.inclusive("file", "src_process")

    def test_build_that_is_none_is_named(self):
        done = bench("modules", self.folder)
        self.assertEqual((done.returncode, done.stderr),
                         (1, f"bench: {self.folder}/adspbench is missing: build it first, tools/build.sh release\n"))
        self.assertEqual(bench_count.compiler(str(self.folder)), "unknown")
        os.makedirs(self.folder / "CMakeFiles" / "3.25")
        (self.folder / "CMakeFiles" / "3.25" / "CMakeCCompiler.cmake").write_text(
            'set(CMAKE_C_COMPILER_ID "GNU")\nset(CMAKE_C_COMPILER_VERSION "12.2.0")\n', encoding="utf-8")
        self.assertEqual(bench_count.compiler(str(self.folder)), "GNU 12.2.0")


if __name__ == "__main__":
    unittest.main()
