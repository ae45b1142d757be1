#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: errors.sh SOURCE_DIR BUILD_DIR
#
# What ADSP_OVERRIDE refuses, and the words it does so in.
set -euo pipefail
source=$1 build=$2

refuses()
{
	local output

	if output=$(cmake -G Ninja -S "$source" -B "$build" -DADSP_OVERRIDE="$1" 2>&1); then
		echo "ADSP_OVERRIDE=$1 was taken"
		exit 1
	fi
	output=$(tr -s ' \n' ' ' <<<"$output")
	if [[ $output != *"$2"* ]]; then
		echo "ADSP_OVERRIDE=$1: expected '$2', cmake said: $output"
		exit 1
	fi
	echo "$1: $2"
}

mkdir -p "$build"
echo "/* no role */" >"$build/no_such_role.c"
refuses "no/such/vregion.c" "ADSP_OVERRIDE: no file $source/no/such/vregion.c"
refuses "tests/dropin" "ADSP_OVERRIDE: no file $source/tests/dropin"
refuses "$build/no_such_role.c" "replaces 0 firmware files named no_such_role.c, expected one"
refuses "tests/dropin/second/vregion.c;tests/dropin/inside/vregion.c" \
	"inside/vregion.c replaces 0 firmware files named vregion.c, expected one that no other override replaces"
