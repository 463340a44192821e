# shellcheck shell=sh disable=SC2034,SC2154
# Files that no kernel would run.
: >"$prog"
chmod 755 "$prog"
refused 3 -- "$prog"
echo 'just text' >"$prog"
refused 3 -- "$prog"
head -c 30 /bin/sh >"$prog"
refused 3 -- "$prog"
printf '#!/nonexistent/interpreter\n' >"$prog"
refused 3 -- "$prog"
says /nonexistent/interpreter
