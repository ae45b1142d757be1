#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: coverage.sh SOURCE_DIR BUILD_DIR [FLOOR]
# Summary and HTML of the gcov counts in BUILD_DIR (preset coverage), tests themselves left out. Exit status 1 when
# fewer than FLOOR percent of the lines have been run.
set -euo pipefail
if [ $# -ne 2 ] && [ $# -ne 3 ]; then
	sed -n '3,5s/^# //p' "$0" >&2
	exit 1
fi
for tool in lcov genhtml; do
	command -v "$tool" >/dev/null || { echo "$tool not found: apt-get install lcov" >&2; exit 1; }
done
source=$(realpath "$1")
build=$(realpath "$2")
info=$build/coverage.info

lcov --quiet --capture --directory "$build" --base-directory "$source" --no-external \
	--output-file "$info.all"
lcov --quiet --extract "$info.all" "$source/fw/*" "$source/testbench/*" --output-file "$info"
rm "$info.all"
genhtml --quiet --output-directory "$build/coverage-html" --prefix "$source" "$info"
lcov --summary "$info" | tee "$info.txt"
echo "HTML: $build/coverage-html/index.html"
lines=$(sed -n 's/^ *lines[.]*: *\([0-9.]*\)%.*/\1/p' "$info.txt")
if [ -n "${3-}" ] && ! awk -v seen="${lines:-0}" -v floor="$3" 'BEGIN { exit !(seen >= floor) }'; then
	echo "coverage: ${lines:-0}% of the lines, expected at least $3%" >&2
	exit 1
fi
