#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: play.sh
#
# Plays to the installed card, as to any other: by a command of its own, and from outside, where libasound knows adsp: by
# the installed configuration.
set -euo pipefail
share=/usr/share/adspbench
folder=$(mktemp -d)
card=
cleanup() {
	[ -z "$card" ] || kill "$card" 2>/dev/null || true
	rm -rf "$folder"
}
trap cleanup EXIT
cd "$folder"
unset XDG_RUNTIME_DIR ALSA_CONFIG_PATH
gain=$share/tplg/playback-gain-24.tplg tone=$share/inputs/chord-s24.wav

adspbench card -q -t "$gain" --dai HDA0=command.wav -- \
	sh -c "aplay -l | grep -q '^card 0: adsp ' && amixer -q -c 0 cset numid=1 45 && aplay -q -D plughw:0,0 $tone"
# the same from outside, where nothing is preloaded and no configuration is named
adspbench card -q -t "$gain" --dai HDA0=outside.wav --pace free &
card=$!
until [ -S "/tmp/adspbench-$(id -u)/adsp/socket" ]; do kill -0 "$card"; sleep 0.05; done
aplay -L | grep -q '^adsp'
amixer -q -D adsp cset numid=1 45
aplay -q -D plug:adsp "$tone"
aplay -q -D "plug:'adsp:0,0'" "$tone"
kill "$card"
wait "$card"
card=
[ -s command.wav ] && [ "$(stat -c %s outside.wav)" -gt "$(stat -c %s command.wav)" ]
