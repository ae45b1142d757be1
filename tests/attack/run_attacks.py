#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Run every attack of attacks.c and its legal twins, and print who was caught.

    run_attacks.py adspbench-attack attack.tplg [ATTACK ...]

An attack must end with exit status 4 and one fault: the right culprit, kind and victim. The stream next to the
attacker must be as long as its input and equal to it. A twin must run to its end with exit status 0.
Exit status: 0 all as they should be, 1 not.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import wave

HEAP, OBJECTS, BUFFERS = "kernel heap", "kernel objects", "buffer heap of core 0"
# attack: kind, victim or a part of the access
ATTACKS = {
    "read_kernel_heap": ("read", HEAP),
    "write_kernel_heap": ("write", HEAP),
    "write_kernel_heap_uncached": ("write", HEAP),
    "write_kernel_objects": ("write", OBJECTS),
    "write_buffer_heap": ("write", BUFFERS),
    "read_other_region": ("read", "region of template.2.1"),
    "write_other_region": ("write", "region of template.2.1"),
    "write_other_region_uncached": ("write", "region of template.2.1"),
    "write_host_box": ("write", "mailbox: host box"),
    "write_host_box_cached": ("write", "mailbox: host box"),
    "read_dsp_box": ("read", "mailbox: registers and DSP box"),
    "read_dram": ("read", "unused memory of bank dram"),
    "read_globals": ("read", "firmware globals"),
    "write_globals": ("write", "firmware globals"),
    "read_other_stack": ("read", "stack of template.2.1"),
    "write_null": ("write", "no memory of the DSP"),
    "read_past_region": ("read", "region of template.2.1"),
    "overflow_stack": ("write", "guard page of the stack of template.0.0: stack overflow"),
    "jump_to_data": ("execute", "region of its own"),
    "hang": ("hung", "it does not yield"),
    "oops": ("oops", "k_oops"),
    "divide_by_zero": ("signal", "Floating point exception"),
    "touch_after_put": ("read", HEAP),
    "write_shared_copy": ("write", HEAP),
    "free_kernel_pointer": ("syscall", "mod_free: "),
    "free_twice": ("syscall", "mod_free: "),
    "free_inside": ("syscall", "mod_free: "),
    "free_overflowed": ("syscall", "mod_free: "),
    "alloc_for_other": ("syscall", "mod_alloc_ext: module "),
    "free_all_of_other": ("syscall", "mod_free_all: module "),
    "alloc_bad_flags": ("syscall", "mod_alloc_ext: flags 0x2"),
    "alloc_bad_align": ("syscall", "mod_alloc_ext: alignment 48"),
    "alloc_huge_align": ("syscall", "mod_alloc_ext: alignment 1048576"),
    "alloc_wrapping_size": ("syscall", "mod_alloc_ext: size "),
    "copy_kernel_memory": ("syscall", "mod_fast_get: "),
    "copy_wrapping_length": ("syscall", "mod_fast_get: "),
    "copy_past_own": ("syscall", "mod_fast_get: "),
    "take_unknown_object": ("syscall", "k_sem_take: kernel object "),
    "take_own_memory_as_object": ("syscall", "k_sem_give: kernel object "),
    "post_to_own_thread": ("syscall", "k_event_set_masked: kernel object "),
    "call_kernel_only": ("syscall", "k_object_free() is no system call"),
    "call_kernel_heap": ("syscall", "k_heap_alloc() is no system call"),
    "grant_itself_memory": ("syscall", "k_mem_domain_add_partition() is no system call"),
    "log_kernel_text": ("read", HEAP),
    "init:write_kernel_heap": ("write", HEAP),
    "init:hang": ("hung", "it does not yield"),
}
TWINS = ("own_region_both_aliases", "read_host_box", "use_much_stack", "allocate_and_free", "copies_of_constants",
         "too_large_is_refused", "blobs", "log_own_text", "sleep_a_little", "nothing", "init:blobs")
FRAMES = 12000


def make_input(path, seed):
    with wave.open(path, "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(48000)
        data = bytearray()
        state = seed
        for _ in range(2 * FRAMES):
            state = (state * 1103515245 + 12345) & 0x7FFFFFFF
            data += ((state >> 15) & 0xFFFF).to_bytes(2, "little")
        out.writeframes(bytes(data))


def samples(path):
    """16-bit samples of a WAV of 16 or 32 bits."""
    with wave.open(str(path), "rb") as wav:
        width = wav.getsampwidth()
        data = wav.readframes(wav.getnframes())
    return [int.from_bytes(data[i + width - 2:i + width], "little", signed=True)
            for i in range(0, len(data), width)]


def run(program, topology, name, isolation):
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        make_input("a.wav", 1)
        make_input("b.wav", 2)
        env = dict(os.environ, ATTACK=name)
        words = [program, "run", "-q", "-t", topology, "--isolation", isolation,
                 "--pcm", "0:playback=a.wav", "--pcm", "1:playback=b.wav", "--dai", "HDA0=0.wav",
                 "--dai", "HDA1=1.wav", "--report", "r.json", "--watchdog", "300"]
        done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=120)
        report = json.loads(pathlib.Path("r.json").read_text()) if pathlib.Path("r.json").exists() else None
        outputs = {}
        for i, infile in enumerate(("a.wav", "b.wav")):
            for out in (f"{i}.wav", f"{i}.wav.partial"):
                if pathlib.Path(out).exists():
                    outputs[i] = (samples(infile), samples(out))
        os.chdir("/")
        return done, report, outputs


def check_attack(done, report, outputs, expected, in_init):
    kind, what = expected
    if done.returncode != 4:
        return f"exit status {done.returncode}: {done.stderr.strip()}"
    faults = report["data_processing"]["faults"]
    if len(faults) != 1:
        return f"{len(faults)} faults"
    fault = faults[0]
    if fault["module"] != "template.0.0":
        return "culprit " + fault["module"]
    if fault["kind"] != kind or not (fault["victim"] or fault["access"]).startswith(what):
        return f"{fault['kind']} of {fault['access']}: {fault['victim']}"
    if kind != "execute" and "attacks.c:" not in fault["site"]:
        return "site " + fault["site"]
    if not in_init and outputs[1][0] != outputs[1][1]:
        return "the stream next to it is not what it should be"
    if not in_init and not outputs[0][1]:
        return "what came out before is lost"
    return None


def check_twin(done, outputs):
    if done.returncode:
        return f"exit status {done.returncode}: {done.stderr.strip()}"
    for want, got in outputs.values():
        if want != got:
            return "the output is not the input"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=os.path.abspath)
    parser.add_argument("topology", type=os.path.abspath)
    parser.add_argument("attacks", nargs="*")
    args = parser.parse_args()
    failed = 0
    print(f"{'attack':32} {'caught as':9} {'where':70} instruction")
    for name, expected in ATTACKS.items():
        if args.attacks and name not in args.attacks:
            continue
        done, report, outputs = run(args.program, args.topology, name, "mprotect")
        error = check_attack(done, report, outputs, expected, name.startswith("init:"))
        faults = report["data_processing"]["faults"] if report else []
        where = faults[0]["access"] + (": " + faults[0]["victim"] if faults[0]["victim"] else "") if faults else "-"
        print(f"{name:32} {faults[0]['kind'] if faults else '-':9} {where:70} {faults[0]['site'] if faults else '-'}")
        if error:
            failed += 1
            print(f"    FAILED: {error}")
    for name in TWINS:
        if args.attacks and name not in args.attacks:
            continue
        for isolation in ("mprotect", "none"):
            done, _, outputs = run(args.program, args.topology, name, isolation)
            error = check_twin(done, outputs)
            print(f"{name:32} {'passes' if not error else 'FAILED: ' + error} ({isolation})")
            failed += bool(error)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
