#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: tools/field.sh [SUITE]
#
# Fetches the topologies of products: the package firmware-sof-signed of Debian (SUITE, default trixie; component
# non-free-firmware) is downloaded with apt, checked against the archive's key, and unpacked. What is an IPC4 topology
# goes to build/field/tplg. Nothing is installed, and the apt configuration stays as it is: the sources and lists of
# this script are its own, under build/field/apt. Prints the number of topologies. Run again, it fetches what is new.
#
# Needs apt, dpkg-deb and a Debian mirror: the one that apt is configured with, else deb.debian.org.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1-}" in
--help | -h) sed -n '3,11s/^# \{0,1\}//p' "$0"; exit 0 ;;
-*) echo "field: unknown option '$1'" >&2; exit 1 ;;
esac
suite=${1-trixie}
package=firmware-sof-signed
dir=$PWD/build/field
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

fail()
{
	echo "field: $1" >&2
	exit 2
}

for tool in apt-get dpkg-deb; do
	command -v $tool >/dev/null || fail "$tool is needed, and is not here"
done
# shellcheck disable=SC2016 # the variables are of apt-get
mirror=$(apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' 2>/dev/null |
	awk '$1 == "Debian" && $2 !~ /security/ { print $2; exit }')
mirror=${mirror:-http://deb.debian.org/debian/}

mkdir -p "$dir/apt/lists/partial" "$dir/apt/cache/archives/partial" "$dir/apt/download"
# on another distribution the keys come from its own package of them, unpacked here
if [[ ! -e $keyring ]]; then
	keyring=$dir/apt/keys/usr/share/keyrings/debian-archive-keyring.gpg
	if [[ ! -e $keyring ]]; then
		(cd "$dir/apt/download" && apt-get -q=2 download debian-archive-keyring) ||
			fail "the keys of Debian's archive are needed: apt install debian-archive-keyring"
		dpkg-deb -x "$dir"/apt/download/debian-archive-keyring_*.deb "$dir/apt/keys"
	fi
fi
echo "deb [signed-by=$keyring arch=all,$(dpkg --print-architecture)] $mirror $suite non-free-firmware" \
	>"$dir/apt/sources.list"
apt=(apt-get -q=2 -o Dir::Etc::sourcelist="$dir/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
	-o Dir::State::lists="$dir/apt/lists" -o Dir::Cache="$dir/apt/cache" -o Dir::Cache::archives=archives
	-o APT::Sandbox::User="$(id -un)" -o APT::Update::Post-Invoke-Success= -o APT::Update::Post-Invoke=)
"${apt[@]}" update || fail "$mirror $suite cannot be read"
(cd "$dir/apt/download" && rm -f $package*.deb && "${apt[@]}" download $package) ||
	fail "$package of $suite cannot be fetched from $mirror"

rm -rf "$dir/unpacked" "$dir/tplg.new"
dpkg-deb -x "$dir"/apt/download/$package*.deb "$dir/unpacked"
mkdir "$dir/tplg.new"
find "$dir/unpacked" -path '*sof-ipc4-tplg*' -name '*.tplg' -type f -exec cp -t "$dir/tplg.new" {} +
rm -rf "$dir/tplg"
mv "$dir/tplg.new" "$dir/tplg"
count=$(find "$dir/tplg" -name '*.tplg' | wc -l)
[[ $count -gt 0 ]] || fail "$package of $suite holds no IPC4 topology"
echo "field: $count topologies of $package $(dpkg-deb -f "$dir"/apt/download/$package*.deb Version) in build/field/tplg"
