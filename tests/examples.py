#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""examples.py BELAY - compare what `belay check` says of examples/ with want.json

Of "bug" all that "check" lists must be found, at its lines.  A use or a free
where the stack of a "run" passes may be found too: it is the same bug, seen
from where it hurts.  Nothing else may be said of it, and nothing of "fixed".
Notes count in an example that wants one.  A finding that is "missed" in
want.json (with the reason) is not looked for, and must not be there: then the
word must go.

All examples in Go are one module, so belay runs once for them, and once more
for each folder without Go.  The last line is "N passed, N failed, N skipped".
"""
import glob
import json
import os
import shutil
import subprocess
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples")


def findings(belay, folder, pattern):
    """{path below folder: [(level, code, line, message)]}, or None."""
    done = subprocess.run(
        [belay, "check", "--level", "note", "--format", "json", pattern],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        timeout=300, check=False)
    if done.returncode not in (0, 1):
        return None
    found = {}
    for f in json.loads(done.stdout)["findings"]:
        found.setdefault(f["file"], []).append(
            (f["level"], f["code"], f["line"], f["message"]))
    return found


def below(found, folder):
    """The findings in one folder, as (level, code, file, line, message)."""
    for path, list_ in sorted(found.items()):
        if path.startswith(folder + "/"):
            for level, code, line, message in list_:
                yield level, code, path[len(folder) + 1:], line, message


def differences(want, notes, got):
    must = {(f["code"], f["file"], f["line"]) for f in want["check"]
            if "missed" not in f}
    missed = {(f["code"], f["file"], f["line"]) for f in want["check"]
              if "missed" in f}
    hurts = {(code, frame["file"], frame["line"])
             for f in want["run"] for frame in f["stack"]
             for code in ("BL101", "BL103")}
    seen = set()
    for level, code, file, line, message in got:
        if level == "note" and code not in notes:
            continue
        seen.add((code, file, line))
        if (code, file, line) in missed:
            yield f"{file}:{line}: {code} is not missed any more"
        if (code, file, line) in must | missed:
            continue
        if (code, os.path.basename(file), line) not in hurts:
            yield f"{file}:{line}: {code} {message}"
    for code, file, line in sorted(must - seen):
        yield f"{file}:{line}: no {code}"


def has_go(folder):
    return os.path.exists(os.path.join(folder, "main.go"))


def main(belay):
    belay = os.path.abspath(belay)
    have_go = shutil.which("go") is not None
    whole = findings(belay, ROOT, "./...") if have_go else {}
    passed = failed = skipped = 0
    for path in sorted(glob.glob(os.path.join(ROOT, "*", "want.json"))):
        with open(path, encoding="utf-8") as f:
            wants = json.load(f)
        name = os.path.basename(os.path.dirname(path))
        notes = {f["code"] for f in wants["bug"]["check"]}
        for side in ("bug", "fixed"):
            folder = os.path.join(os.path.dirname(path), side)
            if has_go(folder) and not have_go:
                skipped += 1
                continue
            if has_go(folder):
                got = whole and below(whole, f"{name}/{side}")
            else:
                got = findings(belay, folder, ".")
                if got is None:
                    print(f"skip {name}/{side}: no Go package")
                    skipped += 1
                    continue
                got = [(level, code, file, line, message)
                       for file, list_ in sorted(got.items())
                       for level, code, line, message in list_]
            wrong = (["belay check could not read it"] if got is None else
                     list(differences(wants[side], notes, got)))
            for line in wrong:
                print(f"FAIL {name}/{side}: {line}")
            failed += bool(wrong)
            passed += not wrong
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return failed > 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} BELAY")
    sys.exit(main(sys.argv[1]))
