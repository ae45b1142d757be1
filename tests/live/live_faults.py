# SPDX-License-Identifier: BSD-3-Clause
"""What goes wrong."""
import os
import shutil
import subprocess

from bench import LIMIT, case, check


@case
def killed_clients(bench):
    """A client that is killed while it plays leaves nothing behind."""
    noise = bench.noise("in.wav", rate=8000, frames=2000)
    play = bench.client("forever", "hw:0,2", "8000")
    done = bench.card("nocodec", "for i in 1 2 3 4 5; do\n"
                      f"  exec 5< <({play} 2>&1)\n  p=$!\n  read -u5 line; kill -9 $p; "
                      "while kill -0 $p 2>/dev/null; do sleep 0.01; done\n"
                      f"  aplay -q -D hw:0,2 {noise} || exit 1\ndone", "--loopback", "SSP2=SSP2")
    check("result: good" in done.stderr, done.stderr)


@case
def isolation_fault(bench):
    """A module that touches what is not its own ends its stream, not the card: the next one plays; the exit is 4."""
    shutil.copy(bench.options.faulty, bench.path("faulty"))
    os.symlink(os.path.join(os.path.dirname(bench.options.tplg), "alsa-lib"), bench.path("alsa-lib"))
    bench.words = [bench.path("faulty")]
    noise, play = bench.noise("in.wav"), bench.client("forever", "plughw:0,0")
    done = bench.card("tremolo", f"exec 5< <({play} 2>&1); p=$!; read -u5 line; echo $line;"
                      "amixer -q cset name='Tremolo Playback Switch' toggle 2>/dev/null; echo $?;"
                      "read -u5 line; echo $line; while kill -0 $p 2>/dev/null; do sleep 0.01; done;"
                      f"aplay -q -D plughw:0,0 {noise}", status=4)
    check(done.stdout.startswith("playing\n1\n") and "is -19" in done.stdout, done.stdout)
    check("isolation fault in tremolo.0.0" in done.stderr and "2 streams" in done.stderr, done.stderr)


HELD = ("open", "prepared", "running", "paused", "draining", "xrun", "capture")  # states of the C client


@case
def killed_in_each_state(bench):
    """Clients killed, or stopped for ever, in any other state: the PCM is free, or the next one waits for it."""
    noise = bench.noise("in.wav", frames=4800)
    for state in HELD:
        hold = bench.client(f"hold-{state}", "hw:0,0")
        pace = "real" if state in ("draining", "xrun") else "free"
        follow = f"arecord -q -d 1 -f S16_LE -c 2 -r 48000 -D hw:0,0 {bench.path('x.wav')}" if state == "capture" else \
            f"aplay -q -D hw:0,0 {noise}"
        kill = "kill -9 $p; while kill -0 $p 2>/dev/null; do sleep 0.01; done"
        done = bench.card("nocodec-ssp-16", f"exec 5< <({hold} 2>&1); p=$!; read -u5 line; echo $line; {kill};"
                          f"{follow}", "--pace", pace)
        check(done.stdout == "holding\n" and "result: good" in done.stderr, state + done.stdout + done.stderr)
        if state == "draining":
            continue
        # one that is stopped keeps its PCM, as on a card; with the command it goes
        done = bench.card("nocodec-ssp-16", f"exec 5< <({hold} 2>&1); p=$!; read -u5 line; kill -STOP $p;"
                          f"{follow} 2>&1; kill -9 $p; exit 0", "--pace", pace)
        check("busy" in done.stdout and "result: good" in done.stderr, state + done.stdout + done.stderr)


@case
def card_killed_in_each_state(bench):
    """The card is killed while a client stands in a state: that one is told, and can close."""
    for state in HELD:
        card, config = bench.start("nocodec-ssp-16", "--name", "killed", "--pace",
                                   "real" if state in ("draining", "xrun") else "free")
        client = subprocess.Popen([bench.options.client, f"outlive-{state}", "hw:0,0"], text=True,
                                  env=dict(bench.env, ALSA_CONFIG_PATH=config), stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        check(client.stdout.readline() == "holding\n", f"the client does not get to {state}")
        card.kill()
        card.wait()
        out, err = client.communicate("\n", timeout=LIMIT)
        check(client.returncode == 0 and out == "gone\n", f"{state}: {client.returncode}: {out} {err}")


@case
def stopped_client(bench):
    """A client that stands still keeps others waiting for ten seconds, and is then given up."""
    noise = bench.noise("in.wav", rate=48000)
    play = bench.client("forever", "hw:0,0")
    done = bench.card("mix-16", f"exec 5< <({play} 2>&1); p=$!; read -u5 line; kill -STOP $p; "
                      f"aplay -q -D hw:0,1 {noise}; status=$?; kill -9 $p; exit $status")
    check("has kept others waiting" in done.stderr, done.stderr)


@case
def killed_card(bench):
    """The card is killed: its client is told that the device has gone."""
    card, config = bench.start("nocodec-ssp-16", "--name", "killed", "--pace", "free")
    env = dict(bench.env, ALSA_CONFIG_PATH=config)
    client = subprocess.Popen([bench.options.client, "unplugged", "hw:0,0"], env=env, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
    check(client.stdout.readline() == "playing\n", "the client does not play")
    card.kill()
    card.wait()
    out, err = client.communicate(timeout=LIMIT)
    check(client.returncode == 0 and out == "gone\n", f"{client.returncode}: {out} {err}")
    # what it left behind is not in the way of the next one
    card, _ = bench.start("nocodec-ssp-16", "--name", "killed")
    check(bench.end(card)[0] == 0, "the next card of that name")


@case
def many_opens(bench):
    """A hundred programs at once: one has the PCM, the others are told that it is busy, controls serve all."""
    noise = bench.noise("in.wav", frames=4800)
    done = bench.card("playback-gain-16", "for i in $(seq 100); do\n"
                      f"  (aplay -q -D hw:0,0 {noise} 2>/dev/null; echo $?) &\n  amixer -q cset numid=1 $((i % 45)) &\n"
                      "done; wait")
    results = done.stdout.split()
    check(len(results) == 100 and "0" in results and set(results) <= {"0", "1"}, str(results))
