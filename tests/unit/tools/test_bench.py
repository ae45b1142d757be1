#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""tools/bench: its judgement of counts, fed with runs that are made up; and its input."""
import hashlib
import importlib.machinery
import importlib.util
import os
import tempfile
import unittest
import wave

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
loader = importlib.machinery.SourceFileLoader("bench", os.path.join(SOURCE, "tools", "bench"))
spec = importlib.util.spec_from_loader("bench", loader)
bench = importlib.util.module_from_spec(spec)
loader.exec_module(bench)


class MadeUp:
    """A build whose runs cost a fixed part and a part for each tick."""

    def __init__(self, **per_second):
        self.per_second = per_second

    def total(self, name, fixed, seconds):
        return seconds * 1000, fixed + int(self.per_second.get(name, 0) * seconds)

    def instructions(self, seconds):
        return self.total("instructions", 1000000, seconds)

    def instructions_without_ledger(self, seconds):
        ticks, count = self.instructions(seconds)
        return ticks, count - self.total("ledger", 0, seconds)[1]

    def instructions_of_allocations(self, kind, count):
        return 1000000 + count * self.per_second.get(kind, {"lifetime": 100, "interim": 900, "heap": 1000}[kind])

    def hottest(self, seconds, count):
        return [(90.0, "process")][:count]

    def system_calls(self, seconds, options=()):
        calls = {"mmap": 40, "read": 10, "write": 10}
        for name in self.per_second:
            if name not in ("instructions", "firmware", "host", "ledger", "lifetime", "protect", "digest", "memory",
                            "pipelines", "jobs"):
                calls[name] = self.total(name, calls.get(name, 0), seconds)[1]
        return seconds * 1000, calls

    def start_memory(self):
        return self.per_second.get("memory", 7000)

    def instructions_of_pipelines(self, pipelines):
        return 100 + 300 * pipelines ** self.per_second.get("pipelines", 1)

    def works(self, isolation):
        return isolation in self.per_second.get("jobs", {"none": 4, "mprotect": 8, "process": 3})

    def calls_of_a_job(self, isolation, short, long):
        return self.per_second.get("jobs", {"none": 4, "mprotect": 8, "process": 3})[isolation]

    def protect_calls(self, topology, seconds):
        return [1, self.per_second.get("protect", 4 if topology == "dp-chain" else 2)]

    def compiled(self, topology):
        return topology

    def run(self, seconds, options, topology, rate):
        self.options = options

    def digest(self):
        return self.per_second.get("digest", {}).get(" ".join(self.options), "the same")

    def firmware_allocations(self, seconds):
        return self.total("firmware", 30, seconds)

    def host_allocations(self, seconds):
        return self.total("host", 3000, seconds)


class Judgement(unittest.TestCase):
    def judge(self, **per_second):
        return bench.count_everything(MadeUp(**per_second), 1, 3)

    def test_start_up_cancels(self):
        result, failures = self.judge(instructions=5000000)
        self.assertEqual(result["ticks_compared"], 2000)
        self.assertEqual(result["instructions_per_tick"], 5000)
        self.assertEqual(result["system_calls_more"], {})
        self.assertEqual(failures, [])

    def test_ledger_costs_nothing_while_streaming(self):
        result, failures = self.judge(instructions=5000000, ledger=2000)
        self.assertEqual(result["instructions_per_tick_without_ledger"], 4998)
        self.assertEqual(failures, [])
        _, failures = self.judge(instructions=5000000, ledger=10000)
        self.assertEqual(len(failures), 1)
        self.assertIn("without, expected the same", failures[0])

    def test_lifetime_beats_the_heap(self):
        result, failures = self.judge(instructions=5000000)
        self.assertEqual(result["instructions_per_allocation"], {"lifetime": 100, "interim": 900, "heap": 1000})
        self.assertEqual(failures, [])
        _, failures = self.judge(instructions=5000000, lifetime=1000)
        self.assertEqual(failures, ["1000 instructions for a lifetime allocation, 1000 for one from the heap, "
                                    "expected fewer"])

    def test_file_calls_may_grow(self):
        result, failures = self.judge(read=3, write=3)
        self.assertEqual(result["system_calls_more"], {"read": 6, "write": 6})
        self.assertEqual(failures, [])

    def test_file_calls_by_the_tick(self):
        _, failures = self.judge(read=100)
        self.assertEqual(len(failures), 1)
        self.assertIn("200 more file calls in 2000 more ticks", failures[0])

    def test_one_other_call(self):
        _, failures = self.judge(futex=0.5)
        self.assertEqual(failures, ["1 more futex calls in 2000 more ticks, expected 0"])

    def test_few_mprotect_calls(self):
        result, failures = self.judge()
        self.assertEqual(result["protect_calls"]["dp-chain"], {"switches": 2, "mean": 2.5, "most": 4})
        self.assertEqual(failures, [])
        _, failures = self.judge(protect=6)
        self.assertEqual(failures, ["dp-gain-1ms: 6 mprotect calls in a switch, expected 1 to 2",
                                    "dp-chain: 6 mprotect calls in a switch, expected 1 to 5"])

    def test_a_short_run(self):
        result, failures = self.judge()
        self.assertEqual(result["start"], {"system_calls": 60, "kib": 7000})
        self.assertEqual(failures, [])
        self.assertEqual(self.judge(memory=32769)[1], ["32769 kib in a run of 100 ticks, expected at most 32768"])
        self.assertEqual(self.judge(mmap=411)[1][1:],
                         ["471 system_calls in a run of 100 ticks, expected at most 450"])

    def test_many_pipelines(self):
        result, failures = self.judge()
        self.assertEqual(result["instructions_of_a_pipeline"], {"4": 325, "32": 303.125})
        self.assertEqual(failures, [])
        self.assertEqual(self.judge(pipelines=1.1)[1], ["427 instructions a tick for each of 32 pipelines, 370 for each "
                                                        "of 4, expected no more"])

    def test_calls_of_a_job(self):
        result, failures = self.judge(jobs={"none": 4, "mprotect": 9})
        self.assertEqual(result["calls_of_a_job"], {"none": 4, "mprotect": 9})
        self.assertEqual(failures, ["9.0 system calls for a job by mprotect, expected at most 8"])

    def test_same_output_wherever_it_runs(self):
        _, failures = self.judge(digest={"--isolation none": "another"})
        self.assertEqual(failures, ["2 different outputs with a gain as user module and in the LL domain, "
                                    "expected one"])

    def test_allocations(self):
        self.assertEqual(self.judge(firmware=1)[1],
                         ["2 more firmware allocations in 2000 more ticks, expected 0"])
        self.assertEqual(self.judge(host=0.5)[1],
                         ["1 more host allocations in 2000 more ticks, expected 0"])


class Input(unittest.TestCase):
    def test_made_alike(self):
        sums = []
        for _ in range(2):
            with tempfile.TemporaryDirectory() as folder:
                bench.make_input(folder, 2)
                path = bench.input_path(folder, 2, bench.RATE)
                with open(path, "rb") as file:
                    sums.append(hashlib.sha256(file.read()).hexdigest())
                with wave.open(path) as file:
                    self.assertEqual(file.getparams()[:4], (2, 4, 48000, 96000))
        self.assertEqual(sums[0], sums[1])


if __name__ == "__main__":
    unittest.main(verbosity=2)
