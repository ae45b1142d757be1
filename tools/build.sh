#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: tools/build.sh [PRESET [TARGET ...]]
#
# Sets the machine up and builds one preset of CMakePresets.json (default: debug) into build/PRESET, all of it
# or the targets named.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1-}" in
--help | -h) sed -n '3,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
preset=${1:-debug}
targets=("${@:2}")
tools/setup.sh
echo "build: preset $preset, into build/$preset"
log=build/$preset.log
mkdir -p build
cmake --preset "$preset" >"$log" || { cat "$log"; exit 1; }
quiet=(-- --quiet)
if [ -t 1 ]; then
	quiet=()
fi
cmake --build --preset "$preset" ${targets:+--target "${targets[@]}"} "${quiet[@]}"
