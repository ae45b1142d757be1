#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: tools/demo.sh
#
# From a fresh clone to a processed WAV: sets the machine up, builds, and plays inputs/tone-44100.wav through a gain,
# a rate converter in user mode with memory of its own, and a gain of half, to 48 kHz in build/demo.wav.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1-}" in
--help | -h) sed -n '3,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
?*) echo "demo: unexpected word '$1', it takes none (--help)" >&2; exit 1 ;;
esac
tools/build.sh --no-tests release adspbench topologies
command=(build/release/adspbench run -t build/release/tplg/src-44100-dp.tplg
	-i inputs/tone-44100.wav -o build/demo.wav --control 'Master Playback Volume=42')
printf '+'
printf ' %q' "${command[@]}"
printf '\n'
"${command[@]}"
