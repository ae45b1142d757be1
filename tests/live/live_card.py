# SPDX-License-Identifier: BSD-3-Clause
"""The card itself."""
import json
import os
import re
import signal
import subprocess
import time

from bench import LIMIT, case, check, samples


@case
def statuses(bench):
    """The command's exit status is kept, unless the card has worse to tell."""
    gain = bench.topology("playback-gain-16")
    for command, status in ((["bash", "-c", "exit 7"], 7), (["bash", "-c", "kill -TERM $$"], 143),
                            (["true"], 0), (["/nonexistent/command"], 127), ([bench.folder], bench.no_exec)):
        done = bench.run("card", "-q", "-t", gain, "--", *command)
        check(done.returncode == status, f"{command}: {done.returncode}, expected {status}: {done.stderr}")
    # a card that ends before its command takes that with it
    beside = bench.path("beside")
    bench.card("playback-gain-16", f"trap 'touch {beside}; exit' TERM; aplay -q -D hw:0,0 {bench.noise('x.wav')}; "
               "while :; do sleep 0.02; done", "--dai", "HDA0=/dev/full", status=7)
    while not os.path.exists(beside):
        time.sleep(0.02)
    noise = bench.noise("in.wav", rate=44100)
    bench.card("src-44100-dp", f"aplay -q -D hw:0,0 {noise}", "--dp-cost", "src=3000", "--fail-on", "deadline",
               status=6)
    bench.card("src-44100-dp", f"aplay -q -D hw:0,0 {noise}; exit 9", "--dp-cost", "src=3000", "--fail-on", "deadline",
               status=6)


@case
def usage(bench):
    """Mistakes are one line that says what is wrong."""
    gain = bench.topology("playback-gain-16")
    for words, status, text in (
            (["-t", gain, "--name", "a/b", "--", "true"], 1, "expected a name"),
            (["-t", gain, "--pace", "slow", "--", "true"], 1, "expected free|real"),
            (["--", "true"], 1, "which topology?"),
            (["-t", gain, "-i", "x.wav", "--", "true"], 1, "unknown option '-i'"),
            (["-t", gain, "--dai", "NONE=x.wav", "--", "true"], 1, "no DAI 'NONE'"),
            (["-t", gain, "--loopback", "HDA0=HDA0", "--", "true"], 1, "no DAI 'HDA0'"),
            (["-t", gain, "--dai", "HDA0=a.wav", "--dai", "HDA0=b.wav", "--", "true"], 1, "named twice"),
            (["-t", gain, "--dai", "HDA0=/nonexistent/x.wav", "--", "true"], 7, "/nonexistent"),
            (["-t", "/nonexistent.tplg", "--", "true"], 2, "nonexistent"),
            (["-t", gain, "--control", "No=1", "--", "true"], 1, "No")):
        done = bench.run("card", "-q", *words)
        check(done.returncode == status and text in done.stderr and done.stderr.count("\n") <= 2,
              f"{words}: exit {done.returncode}, expected {status} and '{text}': {done.stderr}")
    odd = bench.path('a"b')
    os.mkdir(odd, 0o700)
    bench.env["XDG_RUNTIME_DIR"] = odd
    done = bench.run("card", "-q", "-t", gain, "--", "true")
    check(done.returncode == 1 and "quote" in done.stderr, done.stderr)
    bench.env["XDG_RUNTIME_DIR"] = "/" + "x" * 120
    done = bench.run("card", "-q", "-t", gain, "--", "true")
    check(done.returncode == 7, f"{done.returncode}: {done.stderr}")


@case
def options(bench):
    """What a card has in common with `run`: platforms, isolation, costs, links to nothing, scripts, reports."""
    report, memory = bench.path("report.json"), bench.path("memory.json")
    script = bench.path("script")
    with open(script, "w") as file:
        file.write("amixer cset numid=1 0\n")
    noise = bench.noise("in.wav", rate=44100)
    for isolation in ("auto", "none"):
        bench.card("src-44100-dp", f"aplay -q -D hw:0,0 {noise}", "--platform", "lnl", "--isolation", isolation,
                   "--dp-cost", "src=100", "--dai", "HDA0=null", "-s", script, "--report", report, "--memory-report", memory)
        with open(report) as file:
            told = json.load(file)
        check(told["platform"] == "lnl" and told["streams"][0]["frames"] >= 24000, str(told))
        with open(memory) as file:
            told = json.load(file)
        check(told["regions"] and told["verdict_count"] == 0, str(told))


@case
def foreground(bench):
    """Without a command: says what to type, one card of a name, ends by a signal with the whole report."""
    report = bench.path("report.json")
    card, config = bench.start("playback-gain-16", "--pace", "free", "--report", report)
    env = dict(bench.env, ALSA_CONFIG_PATH=config)
    noise = bench.noise("in.wav")
    check(subprocess.run(["aplay", "-q", "-D", "adsp:0,0", noise], env=env, timeout=LIMIT).returncode == 0, "aplay")
    second = bench.run("card", "-q", "-t", bench.topology("playback-gain-16"))
    check(second.returncode == 1 and "runs already" in second.stderr, second.stderr)
    status, out, err = bench.end(card, signal.SIGINT)
    check(status == 0 and "PCM 0 playback" in out and "result: good" in out, out + err)
    with open(report) as file:
        check(json.load(file)["streams"][0]["streams"] == 1, "the report counts the stream")
    check(not os.path.exists(config), "the configuration stays behind")
    card, config = bench.start("playback-gain-16")
    status, out, err = bench.end(card)
    check(status == 0, out + err)


@case
def what_it_says(bench):
    """What a card in the foreground says to type works as it stands, with any file in the place of FILE.wav."""
    noise, recorded = bench.noise("in.wav", rate=22050, channels=1), bench.path("FILE.wav")
    card = subprocess.Popen([*bench.words, "card", "-t", bench.topology("nocodec-ssp-16"), "--loopback", "SSP0=SSP0",
                             "--pace", "free"], env=bench.env, text=True, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    bench.started.append(card)
    lines = []
    while not lines or lines[-1] != "Ctrl-C ends the card.\n":
        lines.append(card.stdout.readline())
        check(lines[-1], "the card has ended")
    typed = [line.replace("FILE.wav", noise if " aplay -D" in line else recorded) for line in lines if "ALSA_CONFIG_PATH" in line]
    for line, program in zip(typed, ("aplay -D", "arecord -d", "alsamixer", "aplay -l"), strict=True):
        check(program in line, line)
        done = subprocess.run(line.replace("alsamixer", "amixer"), shell=True, env=bench.env, timeout=LIMIT, text=True,
                              capture_output=True)
        check(done.returncode == 0 and "Warning" not in done.stderr, line + done.stdout + done.stderr)
    check(len(samples(recorded)) == 5 * 48000 * 4, "five seconds were not recorded")
    status, out, err = bench.end(card)
    check(status == 0, out + err)


@case
def signals(bench):
    """A card that is told to end tells its command, and keeps its exit status."""
    script = "trap 'echo told; exit 5' TERM; echo ready; while :; do sleep 0.05; done"
    card = subprocess.Popen([*bench.words, "card", "-q", "-t", bench.topology("playback-gain-16"), "--", "bash", "-c",
                             script], env=bench.env, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    check(card.stdout.readline() == "ready\n", "the command does not start")
    card.terminate()
    check(card.stdout.readline() == "told\n", "the command is not told")
    check(card.wait(LIMIT) == 5, f"exit {card.returncode}")


@case
def status_line(bench):
    """On a terminal a line says what plays."""
    head, tail = os.openpty()
    card = subprocess.Popen([*bench.words, "card", "-t", bench.topology("nocodec-ssp-16"), "--pace", "free"],
                            env=bench.env, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=tail)
    os.close(tail)
    for line in card.stdout:
        found = re.search(r"ALSA_CONFIG_PATH=(\S+) alsamixer", line)
        if found:
            break
    env = dict(bench.env, ALSA_CONFIG_PATH=found.group(1))
    client = subprocess.Popen([bench.options.client, "hold-paused", "hw:0,0"], env=env, stdout=subprocess.DEVNULL)
    seen = ""
    while "PCM 0 playback paused, 0 xruns" not in seen:
        seen += os.read(head, 4096).decode()
    client.kill()
    client.wait()
    card.terminate()
    while card.poll() is None:
        try:
            os.read(head, 4096)
        except OSError:
            break
    check(card.wait(LIMIT) == 0, f"exit {card.returncode}")
    os.close(head)
