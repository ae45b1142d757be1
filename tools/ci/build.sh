#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# A step of action.yml: build the program, and the build with sanitizers that ADSP_UNDER names. The output "adspbench"
# is the program.
set -euo pipefail
cd "$(dirname "$0")/../.."

presets=(release)
case "${ADSP_UNDER-}" in
"" | valgrind | helgrind) ;;
*) presets+=("$ADSP_UNDER") ;;
esac
# of a cached build the libraries are not in the cache
tools/setup.sh --no-tests
for preset in "${presets[@]}"; do
	[ -x "build/$preset/adspbench" ] || tools/build.sh --no-tests "$preset" adspbench
done
[ "${ADSP_UNDER-}" != valgrind ] && [ "${ADSP_UNDER-}" != helgrind ] || command -v valgrind >/dev/null || tools/setup.sh
echo "adspbench=$PWD/build/release/adspbench" >>"${GITHUB_OUTPUT:-/dev/stdout}"
