# shellcheck shell=sh disable=SC2034,SC2154
# A static program.
echo 'int main(void) { return 0; }' >"$out.c"
"${CC:-cc}" -static -o "$prog" "$out.c" 2>/dev/null || skip 'no static libc'
refused 3 -- "$prog"
says static
