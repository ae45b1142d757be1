#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Modules of the low-latency domain that do not come back or overrun their stack: the run ends in order, with the
module and the function named and with what was heard until then in the output.

usage: test_low_latency.py adspbench-attack attack-ll.tplg
"""
import os
import sys
import unittest

from attacked import FRAMES, AttackedRun

SANITIZERS = os.environ.get("ADSP_SANITIZE", "")
HERE = "(tests/attack/attacks_memory.c:"
CALLS, MACHINE = "(tests/attack/attacks_calls.c:", "(tests/attack/attacks_machine.c:"
LIBRARY = "(tests/attack/attacks_library.c:"


class LowLatency(AttackedRun):
    def ends(self, attack, status, *texts, options=()):
        process = self.start(attack, *options)
        out, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, status, errors)
        for text in texts:
            self.assertIn(text, errors)
        return out

    def stopped(self, attack, *texts):
        """The run is given up with status 3, a summary and valid partial files."""
        out = self.ends(attack, 3, "no return in supervisor for template.0.0 at ", *texts,
                        options=("--watchdog", "400"))
        self.assertIn("ticks ", out)
        self.assertIn("result: exit 3: no return in supervisor for template.0.0 at ", out)
        self.assertFalse((self.folder / "out0.wav").exists())
        # and the same run was good when it was made again in the same program, without the loop
        self.assertGreater(self.heard("out0.wav.partial"), FRAMES)

    def test_good_modules_play(self):
        for attack in "nothing", "use_much_stack":
            self.ends(attack, 0)
            self.assertEqual(self.heard("out0.wav"), FRAMES)

    def test_an_endless_loop(self):
        self.stopped("hang", " us: hung: it does not yield; hang " + HERE)

    def test_an_endless_loop_of_calls(self):
        self.stopped("hang_in_calls", " us: hung: it does not yield; hang_in_calls " + HERE)

    def test_an_endless_loop_in_init(self):
        self.ends("init:hang", 3, "no return in supervisor for template.0.0 at ",
                  " us: hung: it does not yield; hang " + HERE, options=("--watchdog", "400"))

    def test_waiting_in_linux(self):
        self.stopped("wait_in_linux", " us: hung: it is blocked in a Linux call; wait_in_linux " + HERE)

    def test_sleeping_without_an_end(self):
        for attack in "sleep_again_and_again", "sleep_a_moment_without_end":
            self.stopped(attack, f" us: hung: it has slept 4000 times without an end; {attack} " + CALLS)

    def test_an_endless_loop_of_calls_of_the_host(self):
        """Most of the time the host is at work, who must not be given up."""
        self.stopped("log_without_end", " us: hung: it does not yield; log_without_end " + CALLS)

    def test_the_end_of_the_program(self):
        """It is not the module's to say, and would look like a good run."""
        for attack, function, file in (("exit_program", "exit", HERE), ("leave_at_once", "_exit", MACHINE),
                                       ("leave_by_thread_exit", "pthread_exit", MACHINE),
                                       ("leave_by_quick_exit", "quick_exit", LIBRARY)):
            for operation in "", "init:", "reset:":
                self.ends(operation + attack, 4, "fault in supervisor for template.0.0 at ",
                          f" us: syscall: {function}() is no system call; {attack} {file}")

    def test_an_array_written_past_its_end(self):
        self.ends("overrun_array", 4, "fault in supervisor for template.0.0 at ",
                  " us: stack: an array on the stack was written past its end; overrun_array " + HERE)

    # its handler of faults runs on the stack that is used up
    @unittest.skipIf("address" in SANITIZERS, "AddressSanitizer: the program ends by SIGSEGV, without a report")
    def test_a_stack_overflow(self):
        self.overruns("overflow_stack", "below", "recurse")

    def test_a_loop_up_the_stack(self):
        self.overruns("clear_upwards", "above", "clear_upwards")

    def overruns(self, attack, where, function):
        """AddressSanitizer reports faults of the kernel itself, and ends the program with a status of its own."""
        if "address" in SANITIZERS:
            self.ends(attack, 1, "ERROR: AddressSanitizer: ", f" in {function} ", HERE.strip("("))
        else:
            self.ends(attack, 4, "fault in supervisor for template.0.0 at ",
                      f": guard {where} the stack of LL code and message handlers: overrun; {function} " + HERE)


if __name__ == "__main__":
    AttackedRun.program, AttackedRun.topology = map(os.path.abspath, sys.argv[1:3])
    unittest.main(argv=sys.argv[:1])
