#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: tools/setup.sh [--no-tests | --dev]
#
# Installs with apt what a build of adspbench and its tests need, and nothing that is there already.
# --no-tests leaves out what only tests need. --dev adds what only some presets and tools need: clang, lcov and
# the linters.
# On a distribution without apt it prints the package list and exits 1.
set -euo pipefail

# package		what for
base="
gcc			compiler
libc6-dev		C library headers
cmake			build
ninja-build		build
pkg-config		finds the libraries
libasound2-dev		ALSA topology ABI
alsa-utils		alsatplg; sample WAVs
libsndfile1-dev		WAV files
libyaml-dev		platform profiles and scenarios
libjansson-dev		JSON reports
libdw-dev		names of call sites in reports
libfftw3-dev		measures of recordings, quality meter
python3			build tools
python3-kconfiglib	firmware configuration
"
tests="
libcmocka-dev		unit tests
valgrind		memcheck and callgrind
strace			counts system calls
gdb			adspbench run --debug gdb
libc6-dbg		symbols that valgrind needs
python3-yaml		checks the CI workflow and suites
python3-jsonschema	checks suites and reports
libxml2-utils		checks JUnit reports
tmux			alsamixer on a screen
sox			an ALSA client
libsox-fmt-alsa		its way to ALSA
ffmpeg			an ALSA client
"
dev="
clang			presets clang-debug and clang-release
llvm			symbols in clang's sanitizer reports
clang-format		layout of the C files
clang-tidy		mistakes in the C files
debootstrap		a bare Debian for the test of the package
lcov			coverage report
shellcheck		checks the scripts
git			version control
"

case "${1-}" in
"") wanted=$base$tests ;;
--no-tests) wanted=$base ;;
--dev) wanted=$base$tests$dev ;;
--help | -h) sed -n '3,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
*) echo "setup: unknown option '$1', expected --no-tests, --dev or nothing" >&2; exit 1 ;;
esac
packages=$(awk 'NF { print $1 }' <<<"$wanted")

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
	echo "setup: no apt here. Install what your distribution calls these Debian packages:" >&2
	sed '/^$/d; s/^/  /' <<<"$wanted" >&2
	exit 1
fi

# A package counts as there when it, or one that provides it, is installed.
installed=$(dpkg-query --show --showformat='${db:Status-Abbrev}|${Package}|${Provides}\n' |
	awk -F'|' '$1 ~ /^ii/ { print $2; n = split($3, p, ", *"); for (i = 1; i <= n; i++) { sub(/ .*/, "", p[i]); print p[i] } }')
missing=()
for package in $packages; do
	grep -qxF "$package" <<<"$installed" || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
	echo "setup: all $(wc -w <<<"$packages") packages are installed"
	exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "setup: not root and no sudo. As root: apt-get install ${missing[*]}" >&2
		exit 1
	fi
	as_root=(sudo)
fi
echo "setup: installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
progress=$(dirname "$0")/progress.sh
"$progress" setup "$log" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
"$progress" setup "$log" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
	apt-get install -y -qq --no-install-recommends "${missing[@]}"
echo "setup: installed ${#missing[@]} packages"
