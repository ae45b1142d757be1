#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: tools/demo.sh
#
# From a fresh clone to a processed WAV: sets the machine up, builds, and plays inputs/chord-s24.wav through
# the gain topology into build/demo.wav.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1-}" in
--help | -h) sed -n '3,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
tools/build.sh release adspbench topologies
command=(build/release/adspbench run -t build/release/tplg/playback-gain-24.tplg
	-i inputs/chord-s24.wav -o build/demo.wav)
echo "+ ${command[*]}"
"${command[@]}"
