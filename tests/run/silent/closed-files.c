/* SPDX-License-Identifier: MIT */
/* Every descriptor but the first three is closed, as daemons do. */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run.h"

static void churn(void)
{
	for (size_t i = 0; i < 3000; i++) {
		char *p = calloc(1, i + 1);

		p[i] = 1;
		free(p);
	}
}

int main(void)
{
	pid_t pid;
	int status;

	churn();
	for (int fd = 3; fd < 1024; fd++)
		close(fd);
	churn();
	pid = fork();
	if (pid == 0) {
		churn();
		_exit(3);
	}
	MUST(waitpid(pid, &status, 0) == pid);
	MUST(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	puts("closed");
	return 0;
}
