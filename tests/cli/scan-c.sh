# A program of C: its heap by sizes, a freed block that a global still has.
cc=${CC:-cc}
cat >prog.c <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
struct { int n; void *slot[4]; } table;
int main(void)
{
	void *guard;

	for (int i = 0; i < 4; i++)
		table.slot[i] = malloc(1000);
	guard = malloc(500);
	free(table.slot[2]);
	printf("ready %p\n", guard);
	fflush(stdout);
	pause();
}
END
$cc -g -O0 -w -o prog prog.c || exit 0
mkfifo out
./prog >out &
pid=$!
read -r _ <out
belay scan $pid >text
echo "status $?"
grep -e 'of 1000 bytes' -e '^  table' -e '^pointers to freed' text
kill $pid
wait 2>/dev/null
