/* SPDX-License-Identifier: MIT */
/* Programs are started by every call that can, with and without names. */
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run.h"

extern char **environ;

static void ends(pid_t pid, int want)
{
	int status;

	MUST(pid > 0 && waitpid(pid, &status, 0) == pid);
	MUST(WIFEXITED(status) && WEXITSTATUS(status) == want);
}

int main(void)
{
	char *argv[] = {"sh", "-c", "exit 9", NULL};
	char *empty[] = {NULL};
	pid_t pid;

	MUST(!posix_spawn(&pid, "/bin/sh", NULL, NULL, argv, environ));
	ends(pid, 9);
	MUST(!posix_spawnp(&pid, "sh", NULL, NULL, argv, empty));
	ends(pid, 9);
	pid = vfork();
	if (pid == 0) {
		execv("/bin/sh", argv);
		_exit(99);
	}
	ends(pid, 9);
	MUST(system("exit 4") == 4 << 8);
	puts("spawned");
	return 0;
}
