#!/bin/sh
# SPDX-License-Identifier: MIT
# Print README.md for this folder from the first line of each case.
# usage: sh index.sh > README.md
set -eu
export LC_ALL=C
cd "$(dirname "$0")"
cat <<'TEXT'
# Cases for the lifetime rules

Each folder `<shape>/<costume>` is a Go module of its own. A comment
`// want CODE` stands at the end of the line where `belay check` must report
that rule; a text in quotes after the code is a regular expression for the
message. `// want A|B` accepts either rule, `// may CODE` allows a report and
does not ask for one. A case without `want` must give no error and no warning.
The first line of the main Go file says what is wrong, or why it is right.

This list is made by `index.sh`.

| case | kind | in one sentence |
|---|---|---|
TEXT
for mod in */*/go.mod; do
	dir=${mod%/go.mod}
	kind=silent
	if grep -rqE '(//|/\*) (want|or) BL' "$dir" --include='*.go' \
		--include='*.c' --include='*.h'; then
		kind=positive
	fi
	main=$dir/main.go
	if [ ! -f "$main" ]; then
		main=$(find "$dir" -name '*.go' | sort | head -n 1)
	fi
	sed -n '1s/^\/\/ *//p;1q' "$main" | sed 's/|/\\|/g' | {
		read -r text || :
		echo "| \`$dir\` | $kind | $text |"
	}
done
