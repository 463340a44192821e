/* SPDX-License-Identifier: MIT */
/*
 * measure PROGRAM COMMAND... - what a run costs
 *
 * Runs COMMAND, which is PROGRAM with arguments or something that starts it,
 * and prints on one line: seconds of wall time, seconds of processor time of
 * everything that COMMAND waited for, the peak resident memory and the peak
 * of page tables of PROGRAM in kB, and the exit status.
 *
 * The kernel counts page tables only in /proc/PID/status, so PROGRAM is
 * looked up by its executable and read every few milliseconds.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The process that runs this file; 0: none does now. */
static pid_t find(const struct stat *program, pid_t not_before)
{
	DIR *proc = opendir("/proc");
	struct dirent *d;
	pid_t found = 0;

	while (proc && (d = readdir(proc)) != NULL) {
		char path[300];
		struct stat st;
		pid_t pid = (pid_t)strtol(d->d_name, NULL, 10);

		if (pid < not_before)
			continue;
		snprintf(path, sizeof(path), "/proc/%s/exe", d->d_name);
		if (stat(path, &st) == 0 && st.st_ino == program->st_ino &&
		    st.st_dev == program->st_dev) {
			found = pid;
			break;
		}
	}
	if (proc)
		closedir(proc);
	return found;
}

static void raise_to(long *peak, const char *line, const char *key)
{
	size_t n = strlen(key);
	long kb;

	if (strncmp(line, key, n))
		return;
	kb = strtol(line + n, NULL, 10);
	if (kb > *peak)
		*peak = kb;
}

static int look(pid_t pid, long *resident, long *tables)
{
	char line[256];
	FILE *f;

	snprintf(line, sizeof(line), "/proc/%d/status", (int)pid);
	f = fopen(line, "re");
	if (!f)
		return 0;
	while (fgets(line, sizeof(line), f)) {
		raise_to(resident, line, "VmHWM:");
		raise_to(tables, line, "VmPTE:");
	}
	fclose(f);
	return 1;
}

static int die(const char *what)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
	return 127;
}

int main(int argc, char **argv)
{
	long resident = 0, tables = 0;
	pid_t child, program = 0;
	struct stat st;
	struct rusage ru;
	double start, took;
	int status;

	if (argc < 3) {
		fputs("usage: measure PROGRAM COMMAND...\n", stderr);
		return 2;
	}
	if (stat(argv[1], &st) != 0)
		return die(argv[1]);
	start = now();
	child = fork();
	if (child < 0)
		return die("fork");
	if (child == 0) {
		if (!freopen("/dev/null", "w", stdout))
			_exit(127);
		execvp(argv[2], argv + 2);
		_exit(die(argv[2]));
	}
	while (waitpid(child, &status, WNOHANG) == 0) {
		if (!program)
			program = find(&st, child);
		if (program && !look(program, &resident, &tables))
			program = 0;
		usleep(5000);
	}
	took = now() - start;
	getrusage(RUSAGE_CHILDREN, &ru);
	printf("%.3f %.3f %ld %ld %d\n", took,
	       (double)(ru.ru_utime.tv_sec + ru.ru_stime.tv_sec) +
		       (double)(ru.ru_utime.tv_usec + ru.ru_stime.tv_usec) /
			       1e6,
	       resident, tables,
	       WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status));
	return 0;
}
