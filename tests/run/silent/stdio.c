/* SPDX-License-Identifier: MIT */
/* stdio, getline, open_memstream and asprintf allocate as always. */
#include <string.h>

#include "run.h"

int main(void)
{
	char *line = NULL, *text = NULL, *made;
	size_t room = 0, size = 0;
	FILE *f = open_memstream(&text, &size);

	MUST(f);
	for (int i = 0; i < 5000; i++)
		fprintf(f, "line %d of many\n", i);
	MUST(!fclose(f));
	f = fmemopen(text, size, "r");
	MUST(f);
	for (int i = 0; i < 5000; i++) {
		char want[40];

		snprintf(want, sizeof(want), "line %d of many\n", i);
		MUST(getline(&line, &room, f) > 0);
		MUST(!strcmp(line, want));
	}
	fclose(f);
	MUST(asprintf(&made, "%s%d", line, 7) > 0);
	fputs(made, stdout);
	putchar('\n');
	free(made);
	free(line);
	free(text);
	return 0;
}
