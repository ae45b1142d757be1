#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A seeded leak, fault, glitch, xrun and deadline miss turn a suite red, in every form of report.

    ADSPBENCH=build/adspbench test_reports.py LEAKY ATTACKER ATTACK.tplg SOURCE_DIR [OUT]

LEAKY is the program with a leak, ATTACKER the one with a hostile module. Each runs its scenarios of seeded.yaml, and
`adspbench report merge` makes one result of all, whose reports are read and checked against their schemas. With OUT
the reports stay there, for whoever looks at the page.
"""
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import jsonschema
import yaml

HERE = pathlib.Path(__file__).resolve().parent
BAD = {"leak": "leaks", "fault": "faults", "glitch": "clicks", "xrun": "xruns", "deadline": "deadline_misses"}
GOOD = "good <&\"'>|`_"


def check(condition, text):
    if not condition:
        raise AssertionError(text)


def run(words, want, **environment):
    """@return standard output"""
    done = subprocess.run(words, env=dict(os.environ, **environment), capture_output=True, text=True, errors="replace",
                          check=False, timeout=300)
    check(done.returncode == want, f"{shlex.join(words)}: exit status {done.returncode}, expected {want}\n"
          f"{done.stdout}{done.stderr}")
    return done.stdout


def check_json(path):
    result = json.loads(path.read_text(encoding="utf-8"))
    verdicts = {s["name"]: s["verdict"] for s in result["scenarios"]}
    check(verdicts == {**dict.fromkeys(BAD, "fail"), GOOD: "pass", "left out": "skip"}, f"verdicts are {verdicts}")
    for scenario in result["scenarios"]:
        if scenario["name"] in BAD:
            missed = {f["expectation"] for f in scenario["failures"]}
            check(BAD[scenario["name"]] in missed, f"{scenario['name']} missed {missed}")
            check(scenario["reproduce"].endswith(f"--only '{scenario['name']}'"), scenario["reproduce"])
            check(scenario["failures"][0]["line"] > 1, "a failure has no line")
    deadline = next(s for s in result["scenarios"] if s["name"] == "deadline")
    check({f["expectation"] for f in deadline["failures"]} == {"deadline_misses"},
          "deadline misses more than deadlines")
    jobs = deadline["records"]["jobs"]
    check(jobs and all(begin + length > until for begin, length, until, _ in jobs), f"jobs {jobs[:3]}")


def check_junit(path):
    subprocess.run(["xmllint", "--noout", "--schema", HERE / "junit.xsd", path], check=True, capture_output=True)
    root = xml.etree.ElementTree.parse(path).getroot()
    counts = {"tests": "7", "failures": "5", "errors": "0"}
    check({k: root.get(k) for k in counts} == counts, root.attrib)
    check(root.find("testsuite").get("skipped") == "1", "skipped ones of the suite")
    cases = {case.get("name"): case for case in root.iter("testcase")}
    check({name for name, case in cases.items() if case.find("failure") is not None} == set(BAD), "other failures")
    check(cases["left out"].find("skipped").get("message") == "for a reason with ]]> and # in it", "skipped")
    check(GOOD in cases, "the name of the good one")


def check_tap(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    check(lines[:2] == ["TAP version 14", "1..7"], lines[:2])
    points = [re.fullmatch(r"(not )?ok \d+ - (.*?)( # SKIP .*)?", line) for line in lines[2:] if line[:1] in "on"]
    check({m[2] for m in points if m[1]} == set(BAD), "other points are not ok")
    check(sum(bool(m[3]) for m in points) == 1, "skipped")
    block = yaml.safe_load("\n".join(lines[lines.index("  ---") + 1:lines.index("  ...")]))
    check(block["failures"], block)


def check_sarif(path, source):
    sarif = json.loads(path.read_text(encoding="utf-8"))
    # ours is what code scanning needs; the standard's own is a package of npm
    for schema in [HERE / "sarif.schema.json", *map(pathlib.Path, filter(None, [os.environ.get("SARIF_SCHEMA")]))]:
        jsonschema.validate(sarif, json.loads(schema.read_text(encoding="utf-8")))
    results = sarif["runs"][0]["results"]
    rules = {r["id"] for r in sarif["runs"][0]["tool"]["driver"]["rules"]}
    check({r["message"]["text"].split(":")[0] for r in results} == set(BAD), "other scenarios")
    check({r["ruleId"] for r in results} == rules == {"missed", "fault", "reference-leak"}, rules)
    for rule in ("fault", "reference-leak"):
        place = next(r for r in results if r["ruleId"] == rule)["locations"][0]["physicalLocation"]
        check((source / place["artifactLocation"]["uri"]).is_file(), f"{rule}: {place}")
        check(place["region"]["startLine"] > 1, place)


def check_html(path):
    text = path.read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="result">(.*?)</script>', text, re.DOTALL)
    result = json.loads(found[1])
    check({s["name"] for s in result["scenarios"] if s["verdict"] == "fail"} == set(BAD), "other failures")
    check(not re.search(r'(src|href)="|@import|url\(', text), "the page loads something")


def check_summary(path):
    rows = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    check([row.split(" | ")[0][2:] for row in rows] == list(BAD), rows)


def check_trace(path):
    trace = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.validate(trace, json.loads((HERE / "trace.schema.json").read_text(encoding="utf-8")))
    events, last = trace["traceEvents"], {}
    for event in events:
        if event["ph"] == "X":
            place = event["pid"], event["tid"]
            check(event["ts"] >= last.get(place, 0), f"slices overlap: {event}")
            last[place] = event["ts"] + event["dur"]
    kinds = {event.get("cat") for event in events}
    check(kinds >= {"tick", "ipc", "log", "dp", "memory"}, kinds)
    check(any(event["name"] == "late job" for event in events), "no late job")


def check_annotations(text):
    found = re.findall(r"^::error file=(.*),line=(\d+),title=(.*)::", text, re.MULTILINE)
    check([title for _, _, title in found] == list(BAD), found)


def check_hostile(plain, path):
    """Texts of another program's result: no form becomes unreadable."""
    text = "a\x7f\u009b\ufffe\u202e\\ \"b\" ]]> & <i> |*_~$x$[y](z)\x1b\n  ...\n# 100%"
    result = json.loads(path.read_text(encoding="utf-8"))
    bad = next(s for s in result["scenarios"] if s["verdict"] == "fail")
    bad.update(name=text, message=text, reproduce=text, stderr=text, command=text, file="a b%.yaml", tags=[text])
    bad["failures"] = [dict(bad["failures"][0], text=text, file="a b%.yaml", expectation=text)]
    result["scenarios"] = [bad]
    pathlib.Path("hostile.json").write_text(json.dumps(result), encoding="utf-8")
    forms = [word for form in ("junit", "tap", "sarif", "html", "summary") for word in (f"--{form}", f"hostile.{form}")]
    out = run([*plain, "report", "merge", "hostile.json", *forms, "--annotations"], 6)
    check(sum(line.startswith("::") for line in out.splitlines()) == 1, out)
    subprocess.run(["xmllint", "--noout", "--schema", HERE / "junit.xsd", "hostile.junit"], check=True,
                   capture_output=True)
    lines = pathlib.Path("hostile.tap").read_text(encoding="utf-8").splitlines()
    check(lines[1:3] == ["1..1", lines[2]] and lines[3] == "  ---" and lines[-1] == "  ...", lines)
    check(yaml.safe_load("\n".join(lines[4:-1]))["message"].endswith("]]> & <i> |*_~$x$[y](z)?\n  ...\n# 100%"), lines)
    place = json.loads(pathlib.Path("hostile.sarif").read_text(encoding="utf-8"))["runs"][0]["results"][-1]["locations"][0]
    check(place["physicalLocation"]["artifactLocation"]["uri"] == "a%20b%25.yaml", place)
    row = pathlib.Path("hostile.summary").read_text(encoding="utf-8").splitlines()[-1]
    check(r"&amp; &lt;i> \|\*\_\~\$x\$\[y\](z)" in row, row)
    check("</script>" not in re.search(r'id="result">(.*?)</script>', pathlib.Path("hostile.html").read_text(
        encoding="utf-8"), re.DOTALL)[1], "the page ends early")


def main():
    plain = shlex.split(os.environ["ADSPBENCH"])
    leaky, attacker, topology, source = [str(pathlib.Path(word).resolve()) for word in sys.argv[1:5]]
    with tempfile.TemporaryDirectory(prefix="adspbench-suite.") as scratch:
        folder = pathlib.Path(sys.argv[5] if len(sys.argv) > 5 else scratch).resolve()
        folder.mkdir(exist_ok=True, parents=True)
        os.chdir(folder)
        pathlib.Path("step.md").unlink(missing_ok=True)  # of an earlier test: it is appended to
        words = ["suite", "-q", str(HERE / "seeded.yaml"), "--set", f"A={topology}"]
        run([*plain[:-1], leaky, *words, "--tag", "leak", "--json", "1.json"], 6)
        run([*plain[:-1], attacker, *words, "--tag", "fault", "--json", "2.json"], 6, ATTACK="write_kernel_heap")
        run([*plain, *words, "--tag", "plain", "--json", "3.json"], 6)
        forms = [word for form in ("json", "junit", "tap", "sarif", "html", "summary", "trace")
                 for word in (f"--{form}", f"all.{form}")]
        out = run([*plain, "report", "merge", "1.json", "2.json", "3.json", *forms], 6, GITHUB_ACTIONS="true",
                  GITHUB_STEP_SUMMARY="step.md")
        check_json(folder / "all.json")
        check_junit(folder / "all.junit")
        check_tap(folder / "all.tap")
        check_sarif(folder / "all.sarif", pathlib.Path(source))
        check_html(folder / "all.html")
        check_summary(folder / "all.summary")
        step, summary = (pathlib.Path(name).read_text(encoding="utf-8") for name in ("step.md", "all.summary"))
        check(step == summary, "the step's summary is another one")
        check_trace(folder / "all.trace")
        check_annotations(out)
        check_hostile(plain, folder / "all.json")
    print("leak, fault, glitch, xrun and deadline miss: red in 9 forms")


if __name__ == "__main__":
    main()
