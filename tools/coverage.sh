#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: coverage.sh SOURCE_DIR BUILD_DIR
# Summary and HTML of the gcov counts in BUILD_DIR (preset coverage), tests themselves left out.
set -euo pipefail
if [ $# -ne 2 ]; then
	sed -n '3,4s/^# //p' "$0" >&2
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
lcov --summary "$info"
echo "HTML: $build/coverage-html/index.html"
