#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: deb.sh BUILD SOURCE
#
# Makes the Debian package and, as root with debootstrap at hand, installs it in a bare Debian 12 and runs it there.
set -euo pipefail
build=$1 source=$2
folder=$(mktemp -d)
cleanup() {
	umount "$folder/root/proc" 2>/dev/null || true
	rm -rf --one-file-system "$folder"
}
trap cleanup EXIT
(cd "$folder" && cpack --config "$build/CPackConfig.cmake" -B "$folder/deb" >"$folder/log") ||
	{ cat "$folder/log"; exit 1; }
package=$(ls "$folder"/deb/*.deb)
dpkg-deb --field "$package" Package Version Depends
dpkg-deb --contents "$package" >"$folder/contents"
grep -q ' ./usr/bin/adspbench$' "$folder/contents"
grep -q " .$(pkg-config --variable=libdir alsa)/alsa-lib/libasound_module_pcm_adsp.so$" "$folder/contents"

if [ "$(id -u)" -ne 0 ] || ! command -v debootstrap >/dev/null; then
	echo "package.deb: not installed: that needs root and debootstrap"
	exit 0
fi
mirror=$(sed -n 's/^deb \(\[.*\] \)\?\(http[^ ]*\/debian\)\/\? .*/\2/p; s/^URIs: \(http[^ ]*\/debian\)\/\?$/\1/p' \
	/etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1 || true)
debootstrap --variant=minbase bookworm "$folder/root" "${mirror:-http://deb.debian.org/debian}" >"$folder/log" 2>&1 ||
	{ tail -5 "$folder/log"; exit 1; }
# this machine's way to the packages, as proxies
apt-config dump | grep -i '^Acquire::http' >"$folder/root/etc/apt/apt.conf.d/99here" || true
cp /etc/resolv.conf "$folder/root/etc/" 2>/dev/null || true
cp "$package" "$folder/root/tmp/adspbench.deb"
mount -t proc proc "$folder/root/proc"
chroot "$folder/root" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	/tmp/adspbench.deb alsa-utils >"$folder/log" 2>&1 || { tail -5 "$folder/log"; exit 1; }
chroot "$folder/root" adspbench run -q -t /usr/share/adspbench/tplg/tremolo.tplg --convert \
	-i /usr/share/adspbench/inputs/chord-s24.wav -o /tmp/out.wav
"$build/adspbench" run -q -t "$build/tplg/tremolo.tplg" --convert -i "$source/inputs/chord-s24.wav" \
	-o "$folder/here.wav"
cmp "$folder/root/tmp/out.wav" "$folder/here.wav"
cp "$source/tests/package/play.sh" "$folder/root/tmp/"
chroot "$folder/root" /tmp/play.sh
echo "package.deb: installed in a bare Debian 12, makes the same audio there, and is played to"
