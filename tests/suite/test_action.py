#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The action, step by step, in the example repository: ADSPBENCH=... test_action.py SOURCE_DIR

The workflow of examples/firmware-repo names inputs, action.yml says what its steps run with them. Steps that run a
script are run here in a copy of the example, with the environment that GitHub would give them; only the build is not
made again. Then the same with two shards and the reusable workflow's last step, and once more with mistakes in the
topology, which must turn the step red, with all reports. What a cached build is known by, and needs, is tried beside it.
"""
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

import jsonschema
import yaml

EXPRESSION = re.compile(r"\$\{\{ *([\w.]+) *\}\}")
ALWAYS = "${{ !cancelled() && steps.build.outcome == 'success' }}"


def check(condition, text):
    if not condition:
        sys.exit(text)


def load(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def check_workflow(source):
    """The reusable workflow gives the action inputs that it has, and asks for its own."""
    action, workflow = load(source / "action.yml"), load(source / ".github/workflows/suite.yaml")
    inputs = workflow[True]["workflow_call"]["inputs"]  # "on" is a truth value of YAML
    text = (source / ".github/workflows/suite.yaml").read_text(encoding="utf-8")
    validator = jsonschema.validators.validator_for(schema := json.loads(
        (pathlib.Path(__file__).parent / "action.schema.json").read_text(encoding="utf-8")))(schema)
    problems = [f"action.yml: {'/'.join(map(str, p.path))}: {p.message}" for p in validator.iter_errors(action)]
    check(not problems, "\n".join(problems))
    check(set(re.findall(r"inputs\.(\w+)", text)) == set(inputs), "inputs that are not used, or are not there")
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            if step.get("uses", "").startswith("./"):
                check(set(step["with"]) <= set(action["inputs"]), f"{step['with']}: the action has other inputs")
            for script in re.findall(r"tools/ci/\w+\.sh", step.get("run", "")):
                check(os.access(source / script, os.X_OK), f"there is no {script}")


def outputs_of(file):
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return dict(line.split("=", 1) for line in lines)


def check_cache(source, scratch):
    """A key for each source and tool; and a build from the cache gets the libraries that it needs."""
    tree = scratch / "action"
    shutil.copytree(source / "tools/ci", tree / "tools/ci")
    (tree / "build/release").mkdir(parents=True)
    (tree / "fw").mkdir()
    file = tree / "fw/gain.c"

    def key(under=""):
        output = scratch / "key.txt"
        output.unlink(missing_ok=True)
        subprocess.run([tree / "tools/ci/key.sh"], check=True, env=dict(
            os.environ, ADSP_UNDER=under, ADSP_REPORTS="somewhere", GITHUB_OUTPUT=str(output)))
        values = outputs_of(output)
        check(values["build"] == str(tree / "build") and values["reports"] == "somewhere", values)
        return values["key"]

    file.write_text("int a;", encoding="utf-8")
    first = key()
    (tree / "build/release/adspbench").write_text("#!/bin/sh\n", encoding="utf-8")
    (tree / "build/release/adspbench").chmod(0o755)
    check(key() == first, "the key of the cache depends on what is cached")
    check(key("asan") != first, "two builds have one key")
    file.write_text("int b;", encoding="utf-8")
    check(key() != first, "another source has the key of the first")

    setup = tree / "tools/setup.sh"
    setup.write_text(f"#!/bin/sh\necho \"$@\" > '{scratch}/setup.txt'\n", encoding="utf-8")
    setup.chmod(0o755)
    subprocess.run([tree / "tools/ci/build.sh"], check=True, capture_output=True, env=dict(
        os.environ, ADSP_UNDER="", GITHUB_OUTPUT=str(scratch / "build.txt")))
    check((scratch / "setup.txt").read_text(encoding="utf-8") == "--no-tests\n", "a cached build needs libraries, too")
    check(outputs_of(scratch / "build.txt")["adspbench"] == str(tree / "build/release/adspbench"), "another program")


class Action:
    """What GitHub does with action.yml."""

    def __init__(self, source, given, outputs):
        action = load(source / "action.yml")
        self.source = source
        self.returned = action["outputs"]
        unknown = set(given) - set(action["inputs"])
        check(not unknown, f"the action has no input {unknown}")
        missing = {name for name, value in action["inputs"].items() if value.get("required")} - set(given)
        check(not missing, f"input {missing} is missing")
        self.steps = action["runs"]["steps"]
        self.outputs = outputs
        self.values = {f"inputs.{name}": given.get(name, value.get("default", ""))
                       for name, value in action["inputs"].items()}
        self.values["github.action_path"] = str(source)

    def expand(self, text):
        return EXPRESSION.sub(lambda found: self.values[found[1]], text)

    def output(self, name):
        """What the workflow reads after the step, also after one that has failed."""
        return self.expand(self.returned[name]["value"])

    def run(self, folder):
        """@return exit status of the first step that fails, and what all have printed"""
        status, text = 0, ""
        for step in self.steps:
            if "run" not in step:
                check(all(map(self.expand, step["with"].values())), f"step {step['name']} lacks something")
                continue
            if step.get("id") == "build":
                self.values.update({f"steps.build.outputs.{name}": value for name, value in self.outputs.items()})
                continue
            # the build is good here, and nobody cancels
            check(step.get("if", ALWAYS) == ALWAYS, f"step {step['name']}: what is {step.get('if')}?")
            if status and "if" not in step:
                continue
            file = folder / "output.txt"
            file.unlink(missing_ok=True)
            environment = {name: self.expand(value) for name, value in step.get("env", {}).items()}
            done = subprocess.run(["bash", "-e", "-c", self.expand(step["run"])], cwd=folder, capture_output=True,
                                  text=True, check=False, timeout=300, env=dict(
                                      os.environ, **environment, GITHUB_ACTIONS="true", GITHUB_OUTPUT=str(file),
                                      GITHUB_ACTION_PATH=str(self.source),
                                      GITHUB_STEP_SUMMARY=str(folder / "summary.md")))
            status = status or done.returncode
            text += done.stdout + done.stderr
            self.values.update({f"steps.{step.get('id')}.outputs.{name}": value
                                for name, value in outputs_of(file).items()})
        return status, text


def main():
    source = pathlib.Path(sys.argv[1]).resolve()
    words = shlex.split(os.environ["ADSPBENCH"])
    os.environ["ADSPBENCH_TPLG"] = str(source / "tplg")
    check_workflow(source)
    with tempfile.TemporaryDirectory(prefix="adspbench-action.") as scratch:
        check_cache(source, pathlib.Path(scratch).resolve())
        folder = pathlib.Path(scratch) / "firmware"
        shutil.copytree(source / "examples/firmware-repo", folder)
        program = pathlib.Path(scratch) / "adspbench"
        program.write_text(f"#!/bin/sh\nexec {shlex.join(words)} \"$@\"\n", encoding="utf-8")
        program.chmod(0o755)
        outputs = {"adspbench": str(program)}
        steps = load(folder / ".github/workflows/audio.yaml")["jobs"]["audio"]["steps"]
        given = next(step["with"] for step in steps if "/adspbench@" in step.get("uses", ""))

        # the first run of a workflow has no durations of an earlier one
        action = Action(source, dict(given, durations="last.json"), outputs)
        status, text = action.run(folder)
        check(status == 0 and "::notice::durations: there is no last.json yet" in text, text)
        check(action.output("reports") == "adspbench-reports", action.output("reports"))
        reports = folder / "adspbench-reports"
        for name in ("result.json", "junit.xml", "adspbench.sarif", "report.html", "lint.sarif"):
            check((reports / name).stat().st_size, f"no {name}")
        categories = [json.loads((reports / name).read_text(encoding="utf-8"))["runs"][0]["automationDetails"]["id"]
                      for name in ("adspbench.sarif", "lint.sarif")]
        check(len(set(categories)) == 2, f"code scanning takes one of {categories}")
        total = json.loads((reports / "result.json").read_text(encoding="utf-8"))["counts"]
        check(total["pass"] == 11 and not total["fail"] + total["error"], total)
        check("11 passed" in (folder / "summary.md").read_text(encoding="utf-8"), "no summary")

        for shard in "12":
            status, text = Action(source, dict(given, shard=f"{shard}/2", reports=f"shards/{shard}",
                                               durations="adspbench-reports/result.json"), outputs).run(folder)
            check(status == 0, text)
        subprocess.run([source / "tools/ci/merge.sh", "shards/1/result.json", "shards/2/result.json"], cwd=folder,
                       check=True, capture_output=True,
                       env=dict(os.environ, ADSPBENCH=str(program), ADSP_REPORTS="all"))
        merged = json.loads((folder / "all/result.json").read_text(encoding="utf-8"))["counts"]
        check(merged == total, f"two shards have {merged}")

        topology = folder / "topology/speaker.conf"
        good = topology.read_text(encoding="utf-8")
        topology.write_text(good.replace("<lib/all.conf>", "<lib/all.conf>\nDefine { CURVE \"none\" }"),
                            encoding="utf-8")
        status, text = Action(source, given, outputs).run(folder)
        check(status == 6 and "::error file=audio/speaker.yaml" in text and "volume-turned-down" in text,
              f"a volume that clicks: exit status {status}\n{text}")

        # what the review refuses: the suite says what it comes to all the same, and the reports are found
        topology.write_text(good.replace('sink "effect..1"', 'sink "nothing..1"'), encoding="utf-8")
        shutil.rmtree(reports)
        action = Action(source, given, outputs)
        status, text = action.run(folder)
        check(status == 6 and "::error file=topology/speaker.conf" in text, f"a bad route: exit status {status}\n{text}")
        check("::error file=audio/speaker.yaml" in text, f"the suite was not run:\n{text}")
        for name in ("result.json", "lint.sarif"):
            check((folder / action.output("reports") / name).exists(), f"no {name} of a topology that is refused")

        # a file that is not there: red, and code scanning is not given an empty file
        shutil.rmtree(reports)
        topology.write_text(good, encoding="utf-8")
        status, text = Action(source, dict(given, lint="topology/none.conf"), outputs).run(folder)
        check(status == 2 and "topology/none.conf: cannot read the topology" in text, f"exit status {status}\n{text}")
        check((reports / "result.json").exists() and not (reports / "lint.sarif").exists(), list(reports.iterdir()))
    print("the action's steps: green, in two shards, and red for a mistake")


if __name__ == "__main__":
    main()
