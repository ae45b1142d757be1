#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The first step of action.yml: what the cache of the build is known by. The output "key" changes with the system, the tool
# of ADSP_UNDER and each source file, "build" is the folder that is cached, and "reports" the folder of reports, which is
# known before anything can fail. GitHub's hashFiles() sees nothing of an action, which lies beside the workspace.
set -euo pipefail
cd "$(dirname "$0")/../.."

system=$(sed -n 's/^\(VERSION_ID\|ID\)=//p' /etc/os-release | tr -d '"\n')
sources=$(find . -path ./build -prune -o -path ./.git -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum |
	sha256sum)
cat >>"${GITHUB_OUTPUT:-/dev/stdout}" <<OUTPUTS
key=adspbench-$system-$(uname -m)-${ADSP_UNDER-}-${sources%% *}
build=$PWD/build
reports=$ADSP_REPORTS
OUTPUTS
