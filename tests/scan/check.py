#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check.py named|bare PROGRAM SCAN... - are all holders of a program found?

PROGRAM is a build of scan/holders: it prints an address and the path under
which it is held on each line, with "-" for what nothing holds any more, then
"ready", and waits.  SCAN is what comes before the pid, as `belay scan`.

named: each path must be there, certain, word for word.  bare: the program has
no symbols; each block must be held by something of the right kind that says
where it is, and nothing but the functions of stacks may have a name.  What is
dropped must not be held for certain in either.

With CORE set to a file's name, that file is written by gcore and scanned in
place of the process.  Prints each difference; 77 when there is no gcore.
"""
import json
import os
import re
import shutil
import subprocess
import sys

BLOCK = 48
BARE_NAMES = {'go-stack', 'c-global', 'c-stack', 'register'}


def start(program):
    # gcore writes what malloc has reserved, too: 64 MiB for each arena.
    os.environ['MALLOC_ARENA_MAX'] = '1'
    p = subprocess.Popen([program], stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE, text=True)
    want = []
    for line in p.stdout:
        if line.startswith('ready'):
            return p, want
        address, path = line.rstrip('\n').split(' ', 1)
        want.append((int(address, 16), path))
    sys.exit('the program ended early')


def scan(command, p, want):
    for address, _ in want:
        command = command + ['--address', hex(address)]
    core = os.environ.get('CORE')
    if core:
        if not shutil.which('gcore'):
            sys.exit(77)
        subprocess.run(['gcore', '-o', core, str(p.pid)], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        core = f'{core}.{p.pid}'
    r = subprocess.run(command + ['--format', 'json', core or str(p.pid)],
                       capture_output=True, text=True)
    if core:
        os.remove(core)
    p.kill()
    if r.returncode != 0 or r.stderr:
        sys.exit(f'scan: status {r.returncode}: {r.stderr}')
    return json.loads(r.stdout)


def path_of(holder):
    return re.sub(r'goroutine \d+', 'goroutine N', holder['path'] or '')


def told(holder):
    return ' '.join(str(holder[k]) for k in
                    ('kind', 'certain', 'path', 'type', 'where'))


def kinds_for(path):
    if path.startswith(('registry', 'table')):
        return {'c-global'}
    if path.startswith('main.cnodes'):
        return {'c-heap'}
    if path.startswith('goroutine'):
        return {'go-stack', 'go-object'}
    return {'go-map', 'go-object', 'go-global'}


def is_bare(path, held):
    for h in held:
        name = path_of(h)
        if name.startswith('goroutine N, main.hold'):
            continue
        # What the dynamic linker needs to know is not stripped.
        if name and h['kind'] not in BARE_NAMES:
            return False
    return any(h['kind'] in kinds_for(path) and
               (h['where'] or h['kind'] == 'go-stack') for h in held)


def main():
    mode, program, command = sys.argv[1], sys.argv[2], sys.argv[3:]
    p, want = start(program)
    found = scan(command, p, want)['pointers']
    bad = 0
    for address, path in want:
        held = [h for h in found
                if address <= int(h['value'], 16) < address + BLOCK]
        sure = [h for h in held if h['certain']]
        if path == '-':
            good = not sure
        elif mode == 'bare':
            good = is_bare(path, held)
        else:
            names = [path_of(h) for h in sure]
            # Before Go 1.23 nothing says what a closure has captured.
            good = path in names or path.replace(').p', ')+8') in names
        if not good:
            bad += 1
            print(f'{path}: found {[told(h) for h in held]}')
    if len(want) < 50:
        sys.exit(f'only {len(want)} addresses')
    sys.exit(bad > 0)


main()
