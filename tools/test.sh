#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: tools/test.sh [PRESET ...]
#
# Sets the machine up, builds, and runs the tests of each preset (default: debug). PRESET is a test preset
# of CMakePresets.json; `ctest --list-presets` prints them.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1-}" in
--help | -h) sed -n '3,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
for preset in "${@:-debug}"; do
	case "$preset" in
	soak | quality) build=release ;;
	fuzz) build=asan ;;
	*) build=$preset ;;
	esac
	tools/build.sh "$build"
	echo "test: preset $preset"
	ctest --preset "$preset"
done
