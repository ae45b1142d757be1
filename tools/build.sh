#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: tools/build.sh [--no-tests] [PRESET [TARGET ...]]
#
# Sets the machine up and builds one preset of CMakePresets.json (default: debug) into build/PRESET, all of it
# or the targets named. --no-tests leaves the tests out, and what only they need.
set -euo pipefail
cd "$(dirname "$0")/.."

tests=ON packages=()
case "${1-}" in
--help | -h) sed -n '3,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
--no-tests) tests=OFF packages=(--no-tests); shift ;;
esac
preset=${1:-debug}
grep -qF "\"name\": \"$preset\"" CMakePresets.json ||
	{ echo "build: no preset '$preset' in CMakePresets.json, which has debug, release and others" >&2; exit 1; }
targets=("${@:2}")
tools/setup.sh "${packages[@]}"
echo "build: preset $preset, into build/$preset"
log=build/$preset.log
mkdir -p build
cmake --preset "$preset" "-DADSP_TESTS=$tests" >"$log" || { cat "$log"; exit 1; }
tools/progress.sh build "$log" cmake --build --preset "$preset" ${targets:+--target "${targets[@]}"}
