/* SPDX-License-Identifier: MIT */
/* Every child frees what its parent made and makes its own. */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run.h"

static int child(char **blocks, int i)
{
	for (int j = 0; j < 100; j++) {
		char *own = malloc((size_t)(i * 7 + j + 1));

		MUST(blocks[j][0] == j && blocks[j][j] == j);
		free(blocks[j]);
		memset(own, 1, (size_t)(i * 7 + j + 1));
		blocks[j] = own;
	}
	for (int j = 0; j < 100; j++)
		free(blocks[j]);
	return i;
}

int main(void)
{
	char *blocks[100];

	for (int j = 0; j < 100; j++) {
		blocks[j] = malloc(200);
		memset(blocks[j], j, 200);
	}
	for (int i = 0; i < 60; i++) {
		int status;
		pid_t pid = fork();

		if (pid == 0)
			_exit(child(blocks, i));
		MUST(waitpid(pid, &status, 0) == pid);
		MUST(WIFEXITED(status) && WEXITSTATUS(status) == i);
	}
	for (int j = 0; j < 100; j++) {
		MUST(blocks[j][j] == j);
		free(blocks[j]);
	}
	puts("60 children");
	return 0;
}
