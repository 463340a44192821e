# shellcheck shell=sh disable=SC2034,SC2154
# A program with an allocator and an address space of its own.
echo 'int main(void) { return 0; }' >"$out.c"
for kind in address thread; do
	"${CC:-cc}" -fsanitize=$kind -o "$prog" "$out.c" 2>/dev/null ||
		skip "no -fsanitize=$kind"
	refused 3 -- "$prog"
	says "fsanitize=$kind"
done
