#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check.py MODE SOURCE HELD DROPPED - compare two reports with what is planted

Prints how many were found and each difference; 1 if there is one.  A plant is
recognised by its function, which is in the stack of the free.  KIND|KIND may
be either; KIND? is one that may hold it, which is a note.

In mode "stripped" nothing has a name: blocks are counted, each holder has an
address, and no name may be invented.
"""
import json
import re
import sys

LEVELS = {"go-map": "error", "go-global": "error", "go-object": "error"}


def plants(source):
    """{function: (kind, name, count)} of the comments."""
    found = {}
    wanted = None
    with open(source, encoding="utf-8") as f:
        for line in f:
            m = re.match(r"// plant: (\S+) (.*?)(?: (\d+))?$", line)
            if m:
                wanted = (m.group(1), m.group(2), int(m.group(3) or 1))
            m = re.match(r"func (\w+)\(", line)
            if m and wanted:
                found["main." + m.group(1)] = wanted
                wanted = None
    return found


def functions(finding):
    return [f.get("function") or "" for f in
            ((finding.get("block") or {}).get("free") or {}).get("stack", [])]


def plant_of(finding, wanted):
    for name in functions(finding):
        name = re.sub(r"\.func\d+(\.\d+)*$", "", name)
        if name in wanted:
            return name
    return None


def differences(wanted, report):
    found = {}
    for f in report["findings"]:
        if f["code"] != "BR105":
            yield f"{f['code']} told: {f['message']}"
            continue
        name = plant_of(f, wanted)
        if name is None:
            yield f"told, but not planted: {f['message']}"
        else:
            found.setdefault(name, []).append(f)
    for name, (kind, path, count) in wanted.items():
        told = found.get(name)
        if not told:
            yield f"{name}: not told"
            continue
        yield from difference(name, kind, path, count, told)


def difference(name, kind, path, count, told):
    kinds = kind.rstrip("?").split("|")
    level = LEVELS.get(kind, "note")
    holders = [h for f in told for h in f["holders"]]
    if len(told) > 3:
        yield f"{name}: told {len(told)} times"
    total = sum(f.get("blocks") or 0 for f in told)
    if total != count:
        yield f"{name}: {total} blocks, not {count}"
    if not any(h["kind"] in kinds for h in holders):
        yield f"{name}: held by {sorted({h['kind'] for h in holders})}," \
              f" not {kind}"
        return
    if "|" not in kind and not any(f["level"] == level for f in told):
        yield f"{name}: level {told[0]['level']}, not {level}"
    if any(not int(h["address"], 16) for h in holders):
        yield f"{name}: a holder without an address"
    texts = [(h.get("path") or "", h.get("name") or "") for h in holders]
    if not any(path in p or path in n for p, n in texts):
        yield f"{name}: named {texts[0]}, not {path}"


def nameless(wanted, report):
    blocks = {"go": 0, "c": 0}
    for f in report["findings"]:
        if f["code"] != "BR105":
            yield f"{f['code']} told: {f['message']}"
            continue
        blocks[f["holders"][0]["kind"].split("-")[0]] += f["blocks"]
        for h in f["holders"]:
            if not int(h["address"], 16):
                yield f"a holder without an address: {f['message']}"
            for text in (h["path"], h["name"]):
                # A goroutine has the names of its functions, which stay.
                if re.match(r"(key of )?main\.", text or ""):
                    yield f"a name in a stripped program: {text}"
    for side, got in blocks.items():
        want = sum(n for k, _, n in wanted.values() if k.startswith(side))
        if got != want:
            yield f"{got} blocks held by {side}, not {want}"


def main(argv):
    mode, source, held, dropped = argv[1:]
    wanted = plants(source)
    wrong = []
    try:
        with open(held, encoding="utf-8") as f:
            compare = nameless if mode == "stripped" else differences
            wrong += compare(wanted, json.load(f))
        missing = len({w.split(":")[0] for w in wrong} & set(wanted))
        with open(dropped, encoding="utf-8") as f:
            after = json.load(f)["findings"]
        wrong += [f"told after it was dropped: {f['message']}" for f in after]
    except (OSError, ValueError, KeyError, TypeError) as e:
        print(f"no report: {e!r}")
        return 1
    print(f"{len(wanted) - missing} of {len(wanted)} found, "
          f"{len(after)} told of dropped ones")
    for w in wrong[:12]:
        print("    " + w)
    if len(wrong) > 12:
        print(f"    and {len(wrong) - 12} more")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
