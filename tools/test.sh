#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: tools/test.sh [--shard I/N] [PRESET ...]
#
# Sets the machine up, builds, and runs the tests of each preset (default: debug). PRESET is a test preset
# of CMakePresets.json; `ctest --list-presets` prints them. --shard runs every N-th test, from the I-th on.
set -euo pipefail
cd "$(dirname "$0")/.."

part=()
case "${1-}" in
--help | -h) sed -n '3,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
--shard)
	if ! [[ ${2-} =~ ^([1-9][0-9]*)/([1-9][0-9]*)$ ]] || ((BASH_REMATCH[1] > BASH_REMATCH[2])); then
		echo "test: --shard '${2-}': expected I/N, as 2/5" >&2
		exit 1
	fi
	part=(--tests-information "${BASH_REMATCH[1]},,${BASH_REMATCH[2]}")
	shift 2
	;;
-*) echo "test: unknown option '$1', expected --shard I/N or --help" >&2; exit 1 ;;
esac
for preset in "${@:-debug}"; do
	case "$preset" in
	soak | quality) build=release ;;
	fuzz) build=asan ;;
	*) build=$preset ;;
	esac
	tools/build.sh "$build"
	echo "test: preset $preset"
	ctest --preset "$preset" "${part[@]}"
done
