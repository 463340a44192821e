#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""expect.py - compare what `belay run --format json` said with what is wanted

    expect.py silent REPORT
    expect.py misuse SOURCE WANT REPORT
    expect.py example WANT bug|fixed REPORT
    expect.py clean WANT bug|fixed

Prints each difference as a line and returns 1 if there is one; for `clean`, 1
if an example has something to report.

A misuse source marks lines with comments that start with access, free or
alloc; the function is the one around the mark.  WANT has a key and a value on
each line:

    kind K...           the finding is one of these kinds
    access read|write   and size N, offset N, block N: numbers of the report
    function NAME       of the access, where the source does not say it
    blame stack         the mark is somewhere in the stack, not its first frame
    blame any           nothing is said about the place of the access
    count many          several findings of this kind are fine
    process child       the finding is not in the first process
    free-thread other   the free was in another thread than the access
    goroutine N|some    of the access
    free-goroutine other
    through NAME...     functions in the access stack, innermost first
    free-through NAME...
    root NAME|none      function that every stack must reach (main in C)
    depth N             least number of frames of every stack
"""
import json
import os
import re
import sys

CODES = {
    "use-after-free": "BR101", "double-free": "BR102",
    "invalid-free": "BR103", "heap-overflow": "BR104",
    "freed-while-held": "BR105", "leak": "BR106",
    "write-after-free": "BR107", "mismatched-free": "BR108",
    "crash": "BR109",
}

wrong = []


def check(good, text):
    if not good:
        wrong.append(text)
    return good


def equal(what, got, want):
    check(got == want, f"{what} is {got!r}, not {want!r}")


def tail(function):
    """The last word of a name: get of main.(*registry).get or ns::get(int)."""
    name = re.sub(r"\(\*?(\w+)\)\.", r"\1.", function or "")
    name = re.sub(r"[\[(<].*", "", name)
    return re.split(r"\.|::", name)[-1]


def frames(stack):
    if isinstance(stack, dict):
        stack = stack.get("stack")
    return stack or []


def show(stack):
    names = [f"{f.get('function')} {os.path.basename(f.get('file') or '?')}"
             f":{f.get('line')}" for f in frames(stack)]
    return " < ".join(names[:8] + ["..."] * (len(names) > 8)) or "no stack"


def is_at(frame, file, line, function):
    name = frame.get("function") or ""
    return (os.path.basename(frame.get("file") or "") == file
            and frame.get("line") == line
            and (tail(name) == tail(function)
                 or name.startswith(function + ".")))


def goes_through(stack, names):
    left = [f.get("function") for f in frames(stack)]
    for name in names:
        while left and left[0] != name:
            left.pop(0)
        if not left:
            return False
    return True


def has_frames(what, stack, wanted):
    """The wanted frames are in the stack, in this order."""
    left = list(frames(stack))
    for w in wanted:
        while left and not is_at(left[0], w["file"], w["line"], w["function"]):
            left.pop(0)
        if not check(left, f"{what}: no {w['function']} {w['file']}:"
                     f"{w['line']} in {show(stack)}"):
            return


def marks(source):
    """{role: (line, function)} of a misuse source."""
    found = {}
    function = None
    with open(source, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            m = re.match(r"func (?:\([^)]*\) )?(\w+)", line)
            if m:
                function = m.group(1)
            elif re.match(r"[A-Za-z_].*\)( \{)?$", line):
                names = [n for n in re.findall(r"(\w+)\(", line)
                         if n != "__attribute__"]
                function = names[0] if names else function
            m = re.search(r"(?:/\*|//) (access|free|alloc)\b", line)
            if m:
                found[m.group(1)] = (number, function)
    return found


def read_want(path):
    want = {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            words = line.split("#")[0].split()
            if words:
                want[words[0]] = words[1:]
    return want


def check_shape(report):
    equal("tool", report.get("tool"), "belay")
    check(isinstance(report.get("version"), str), "no version")
    check(report.get("processes"), "no processes")
    check(isinstance(report.get("stats"), dict), "no stats")
    for f in report["findings"]:
        equal("code", f.get("code"), CODES.get(f.get("kind")))
        equal("level", f.get("level"),
              "warning" if f.get("kind") == "leak" else "error")
        check(f.get("message"), "no message")
        for frame in frames(f):
            check(set(frame) >= {"function", "file", "line", "module", "pc",
                                 "language"}, f"frame {frame} is not whole")


def check_place(finding, source, want, mark):
    name = os.path.basename(source)
    line, function = mark
    function = want.get("function", [function])[0]
    if want.get("blame") == ["stack"]:
        check(any(os.path.basename(f.get("file") or "") == name
                  and tail(f.get("function")) == function
                  for f in frames(finding)),
              f"no {function} in {show(finding)}")
        return
    check(is_at(finding, name, line, function),
          f"blames {finding.get('function')} {finding.get('file')}:"
          f"{finding.get('line')}, not {function} {name}:{line}"
          f"; stack: {show(finding)}")


def check_block(finding, source, want, where):
    block = finding.get("block")
    if not where.keys() & {"alloc", "free"}:
        return
    if not check(block, "no block"):
        return
    if "block" in want:
        equal("block size", block.get("size"), int(want["block"][0]))
    for role in ("alloc", "free"):
        if role in where:
            line, function = where[role]
            has_frames(role, block.get(role), [{
                "file": os.path.basename(source), "line": line,
                "function": function}])


def check_threads(finding, report, want):
    thread = finding.get("thread") or {}
    free = (finding.get("block") or {}).get("free") or {}
    if want.get("process") == ["child"]:
        check(finding.get("pid") != report["processes"][0].get("pid"),
              "reported for the first process")
    if want.get("free-thread") == ["other"]:
        check(free.get("tid") != thread.get("tid"), "freed in the same thread")
    if "goroutine" in want:
        number = want["goroutine"][0]
        got = thread.get("goroutine")
        check(got if number == "some" else got == int(number),
              f"goroutine is {got!r}, not {number}")
    if want.get("free-goroutine") == ["other"]:
        check(free.get("goroutine")
              and free.get("goroutine") != thread.get("goroutine"),
              f"freed by goroutine {free.get('goroutine')!r}, used by "
              f"{thread.get('goroutine')!r}")


def check_depth(finding, source, want, where):
    block = finding.get("block") or {}
    stacks = {"stack": finding}
    stacks.update((r, block.get(r)) for r in ("alloc", "free") if r in where)
    in_c = not source.endswith(".go")
    plain = in_c and not want.keys() & {"free-thread", "depth"}
    root = want.get("root", ["main" if plain else "none"])[0]
    for what, stack in stacks.items():
        if root != "none":
            check(goes_through(stack, [root]),
                  f"{what} does not reach {root}: {show(stack)}")
        if "depth" in want:
            check(len(frames(stack)) >= int(want["depth"][0]),
                  f"{what} has {len(frames(stack))} frames")
    for key, stack in (("through", finding),
                       ("free-through", block.get("free"))):
        if key in want:
            check(goes_through(stack, want[key]),
                  f"not through {' '.join(want[key])}: {show(stack)}")


def misuse(source, want_path, report):
    want = read_want(want_path)
    where = marks(source)
    found = report["findings"]
    if want.get("count") == ["many"]:
        check(found, "no finding")
    else:
        equal("number of findings", len(found), 1)
    for finding in found:
        check(finding["kind"] in want["kind"],
              f"kind is {finding['kind']}, not {' or '.join(want['kind'])}")
        access = finding.get("access") or {}
        if "access" in want:
            equal("access", access.get("type"), want["access"][0])
        for key in ("size", "offset"):
            if key in want:
                equal(key, access.get(key), int(want[key][0]))
        if "access" in where and want.get("blame") != ["any"]:
            check_place(finding, source, want, where["access"])
        check_block(finding, source, want, where)
        check_threads(finding, report, want)
        check_depth(finding, source, want, where)


def check_holder(finding, want):
    """The path may go on: with a key that is an address, for one."""
    if want is None:
        return
    paths = [(h["kind"], h["path"] or "") for h in finding["holders"]]
    check(any(kind == want["kind"] and path.startswith(want["path"])
              for kind, path in paths),
          f"no holder {want['kind']} {want['path']} in {paths}")


def example(want_path, which, report):
    with open(want_path, encoding="utf-8") as f:
        wanted = json.load(f)[which]["run"]
    equal("number of findings", len(report["findings"]), len(wanted))
    for got, want in zip(report["findings"], wanted):
        equal("code", got.get("code"), want["code"])
        equal("kind", got.get("kind"), want["kind"])
        for key, value in want["access"].items():
            equal(key, (got.get("access") or {}).get(key), value)
        check(is_at(got, want["file"], want["line"], want["function"]),
              f"blames {got.get('function')} {got.get('file')}:"
              f"{got.get('line')}; stack: {show(got)}")
        block = got.get("block") or {}
        equal("block size", block.get("size"), want["block"])
        has_frames("stack", got, want["stack"])
        has_frames("alloc", block.get("alloc"), want["alloc"])
        has_frames("free", block.get("free"), want["free"])
        check_holder(got, want["holder"])


def main(argv):
    if argv[1] == "clean":
        with open(argv[2], encoding="utf-8") as f:
            return 1 if json.load(f)[argv[3]]["run"] else 0
    try:
        with open(argv[-1], encoding="utf-8") as f:
            report = json.load(f)
        report["findings"][:]
    except (OSError, ValueError, KeyError, TypeError) as e:
        print(f"no report: {e}")
        return 1
    check_shape(report)
    if argv[1] == "silent":
        for f in report["findings"]:
            check(False, f"reported {f.get('kind')}: {show(f)}")
    elif argv[1] == "misuse":
        misuse(argv[2], argv[3], report)
    else:
        example(argv[2], argv[3], report)
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
