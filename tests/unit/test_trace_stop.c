/* SPDX-License-Identifier: MIT */
/*
 * The processes that are stopped do what makes stopping hard: they start
 * threads, fork, execute programs, get signals, and end.  Nothing depends on
 * how fast anything is; what may come out of a race is said at the test.
 */
#include "trace/stop.h"

#include <pthread.h>
#include <sched.h>
#include <sys/ptrace.h>

#include "test.h"
#include "trace/memory.h"
#include "trace_child.h"

enum { PATIENCE = 110, TIMEOUT = 20000, THREADS = 8, MANY = 1000 };

static const char *why;
static enum stop_result result;

static struct stop *stop(pid_t pid)
{
	why = NULL;
	return stop_begin(pid, TIMEOUT, &result, &why);
}

static char state_of(pid_t pid)
{
	char path[64], state = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	if (f && fscanf(f, "%*d (%*[^)]) %c", &state) != 1)
		state = 0;
	if (f)
		fclose(f);
	return state;
}

/* ---- what the children do */

static void count_up(void)
{
	atomic_store(&shared->ready, 1);
	for (;;)
		atomic_fetch_add(&shared->count, 1);
}

static void sleep_for_ever(void)
{
	atomic_store(&shared->ready, 1);
	for (;;)
		pause();
}

static void *spin(void *arg)
{
	(void)arg;
	pthread_setname_np(pthread_self(), "spinner");
	atomic_fetch_add(&shared->other, 1);
#if defined(__x86_64__)
	__asm__ volatile("movabs $0x1122334455667788, %%r12\n"
			 "1: pause\n"
			 "jmp 1b" ::
				 : "r12");
#endif
	return NULL;
}

static void *sleep_long(void *arg)
{
	(void)arg;
	atomic_fetch_add(&shared->other, 1);
	for (;;)
		pause();
	return NULL;
}

static void start_thread(void *(*run)(void *), void *arg)
{
	pthread_attr_t attr;
	pthread_t t;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 64 << 10);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	while (pthread_create(&t, &attr, run, arg) != 0)
		nap(1000);
	pthread_attr_destroy(&attr);
}

static void have_threads(void)
{
	for (uint64_t i = 0; i < THREADS; i++)
		start_thread(i == 0 ? spin : sleep_long, NULL);
	await(&shared->other, THREADS);
	sleep_for_ever();
}

static void have_many_threads(void)
{
	for (int i = 0; i < MANY; i++)
		start_thread(sleep_long, NULL);
	await(&shared->other, MANY);
	sleep_for_ever();
}

/* Each thread starts the next one and ends. */
static void *relay(void *arg)
{
	atomic_fetch_add(&shared->count, 1);
	start_thread(relay, arg);
	return NULL;
}

static void breed(void)
{
	for (int i = 0; i < 4; i++)
		start_thread(relay, NULL);
	await(&shared->count, 100);
	sleep_for_ever();
}

static void fork_always(void)
{
	atomic_store(&shared->ready, 1);
	for (;;) {
		pid_t pid = fork();

		if (pid == 0) {
			atomic_fetch_add(&shared->other, 1);
			_exit(3);
		}
		if (WEXITSTATUS(child_wait(pid)) != 3)
			_exit(1);
		atomic_fetch_add(&shared->count, 1);
	}
}

static void *execute(void *arg)
{
	(void)arg;
	nap((unsigned)shared->address[0]);
	execl("/bin/sh", "sh", "-c", "exit 9", (char *)NULL);
	_exit(1);
}

static uint64_t exec_after; /* microseconds */

static void execute_soon(void)
{
	for (int i = 0; i < THREADS; i++)
		start_thread(sleep_long, NULL);
	shared->address[0] = exec_after;
	atomic_store(&shared->ready, 1);
	start_thread(execute, NULL);
	sleep_for_ever();
}

static void exit_soon(void)
{
	for (int i = 0; i < THREADS; i++)
		start_thread(sleep_long, NULL);
	atomic_store(&shared->ready, 1);
	nap((unsigned)exec_after);
	_exit(7);
}

static void on_signal(int sig)
{
	(void)sig;
	atomic_fetch_add(&shared->count, 1);
}

static void count_signals(void)
{
	struct sigaction a = {.sa_handler = on_signal};

	sigaction(SIGRTMIN, &a, NULL);
	sleep_for_ever();
}

static void end_first_thread(void)
{
	start_thread(spin, NULL);
	await(&shared->other, 1);
	atomic_store(&shared->ready, 1);
	pthread_exit(NULL);
}

/* Its parent waits in the kernel, where nothing but a kill wakes it. */
static void wait_in_vfork(void)
{
	pid_t pid = vfork();

	if (pid == 0) {
		atomic_store(&shared->ready, 1);
		while (!atomic_load(&shared->other))
			nap(1000);
		_exit(0);
	}
	_exit(child_wait(pid) == 0 ? 5 : 1);
}

/* ---- tests */

static void stopped_process_does_nothing_until_it_is_let_go(void)
{
	pid_t pid = child_start(count_up);
	struct stop *s = stop(pid);
	uint64_t before, pause_ns;

	CHECK(s);
	CHECK(result == STOP_DONE);
	before = atomic_load(&shared->count);
	nap(20000);
	CHECK(atomic_load(&shared->count) == before);
	CHECK(stop_alive(s));
	pause_ns = stop_end(s);
	CHECK(pause_ns >= 20000000);
	await(&shared->count, before + 1000);
	child_kill(pid);
}

static void all_threads_are_there_with_registers(void)
{
	pid_t pid = child_start(have_threads);
	struct stop *s = stop(pid);
	const struct memory_thread *v;
	size_t n, spinners = 0;

	CHECK(s);
	v = stop_threads(s, &n);
	CHECK(n == THREADS + 1);
	CHECK(v[0].tid == pid);
	for (size_t i = 0; i < n; i++) {
		CHECK(v[i].state == MEMORY_THREAD_STOPPED);
		CHECK(v[i].regs[7] != 0 && v[i].regs[16] != 0);
		CHECK(v[i].fs_base != 0);
		CHECK(i == 0 || v[i].tid > v[i - 1].tid);
		if (strcmp(v[i].name, "spinner") != 0)
			continue;
		spinners++;
#if defined(__x86_64__)
		CHECK(v[i].regs[12] == UINT64_C(0x1122334455667788));
#endif
	}
	CHECK(spinners == 1);
	stop_end(s);
	child_kill(pid);
}

static void thousand_threads_are_stopped(void)
{
	pid_t pid = child_start(have_many_threads);
	struct stop *s = stop(pid);
	size_t n;

	CHECK(s);
	stop_threads(s, &n);
	CHECK(n == MANY + 1);
	CHECK(stop_end(s) > 0);
	child_kill(pid);
}

static void threads_that_are_born_meanwhile_are_stopped_too(void)
{
	pid_t pid = child_start(breed);

	for (int i = 0; i < 20; i++) {
		struct stop *s = stop(pid);
		uint64_t before;
		size_t n;

		CHECK(s);
		stop_threads(s, &n);
		CHECK(n >= 2);
		before = atomic_load(&shared->count);
		nap(3000);
		CHECK(atomic_load(&shared->count) == before);
		stop_end(s);
		await(&shared->count, before + 10);
	}
	child_kill(pid);
}

static void children_of_a_forking_process_are_left_alone(void)
{
	pid_t pid = child_start(fork_always);

	for (int i = 0; i < 20; i++) {
		uint64_t before = atomic_load(&shared->count);
		struct stop *s;

		await(&shared->count, before + 3);
		s = stop(pid);
		CHECK(s);
		before = atomic_load(&shared->count);
		nap(2000);
		CHECK(atomic_load(&shared->count) == before);
		/* One that was born before may end now, but no second one. */
		CHECK(atomic_load(&shared->other) <= before + 1);
		stop_end(s);
	}
	await(&shared->count, 100);
	child_kill(pid);
}

/* Stopped before, after, or in the middle of it: all three are right. */
static void exec_meanwhile_is_told_and_goes_on(void)
{
	for (unsigned i = 0; i < 60; i++) {
		struct stop *s;
		pid_t pid;

		exec_after = i * 20;
		pid = child_start(execute_soon);
		s = stop(pid);
		if (!s) {
			CHECK(result == STOP_EXECED || result == STOP_GONE);
			CHECK(why && why[0]);
		}
		stop_end(s);
		CHECK(WEXITSTATUS(child_wait(pid)) == 9);
	}
}

/* The status is for the parent, which is us here, whoever traces. */
static void exit_meanwhile_is_told_and_keeps_its_status(void)
{
	for (unsigned i = 0; i < 60; i++) {
		int status;
		struct stop *s;
		pid_t pid;

		exec_after = i * 10;
		pid = child_start(exit_soon);
		s = stop(pid);
		if (!s) {
			CHECK(result == STOP_GONE);
			CHECK(strstr(why, "has ended"));
		}
		stop_end(s);
		status = child_wait(pid);
		CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	}
}

static void signals_are_delivered_each_once(void)
{
	pid_t pid = child_start(count_signals);
	uint64_t sent = 0;

	for (int i = 0; i < 50; i++) {
		struct stop *s;

		CHECK(kill(pid, SIGRTMIN) == 0);
		s = stop(pid);
		CHECK(s);
		CHECK(kill(pid, SIGRTMIN) == 0);
		stop_end(s);
		sent += 2;
	}
	await(&shared->count, sent);
	nap(5000);
	CHECK(atomic_load(&shared->count) == sent);
	child_kill(pid);
}

static void process_stopped_by_job_control_stays_so(void)
{
	pid_t pid = child_start(count_up);
	uint64_t before;
	struct stop *s;
	int status;

	CHECK(kill(pid, SIGSTOP) == 0);
	CHECK(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status));
	s = stop(pid);
	CHECK(s);
	stop_end(s);
	before = atomic_load(&shared->count);
	nap(10000);
	CHECK(atomic_load(&shared->count) == before);
	CHECK(state_of(pid) == 'T');
	CHECK(kill(pid, SIGCONT) == 0);
	await(&shared->count, before + 1000);
	child_kill(pid);
}

static void kill_of_a_stopped_process_is_seen(void)
{
	pid_t pid = child_start(have_threads);
	struct stop *s = stop(pid);
	struct memory *m;
	int status;

	CHECK(s);
	m = memory_of_process(pid, &why);
	CHECK(m);
	CHECK(stop_alive(s) && !memory_gone(m));
	CHECK(kill(pid, SIGKILL) == 0);
	while (stop_alive(s) || !memory_gone(m))
		nap(1000);
	stop_end(s);
	memory_close(m);
	status = child_wait(pid);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void process_without_its_first_thread_can_be_stopped(void)
{
	pid_t pid = child_start(end_first_thread);
	const struct memory_thread *v;
	struct stop *s;
	size_t n;

	while (state_of(pid) != 'Z')
		nap(200);
	s = stop(pid);
	CHECK(s);
	v = stop_threads(s, &n);
	CHECK(n == 1);
	CHECK_STR(v[0].name, "spinner");
	stop_end(s);
	child_kill(pid);
}

static void thread_that_waits_in_the_kernel_counts_as_stopped(void)
{
	pid_t pid = child_start(wait_in_vfork);
	const struct memory_thread *v;
	struct stop *s;
	size_t n;

	CHECK(state_of(pid) == 'D');
	s = stop(pid);
	CHECK(s);
	v = stop_threads(s, &n);
	CHECK(n == 1);
	CHECK(v[0].state == MEMORY_THREAD_IN_KERNEL);
	CHECK(v[0].regs[7] != 0 && v[0].regs[16] != 0);
	stop_end(s);
	atomic_store(&shared->other, 1);
	CHECK(WEXITSTATUS(child_wait(pid)) == 5);
}

static void a_thread_stands_for_its_process(void)
{
	pid_t pid = child_start(have_threads), tid;
	struct stop *s = stop(pid);
	size_t n;

	CHECK(s);
	tid = stop_threads(s, &n)[n - 1].tid;
	stop_end(s);
	CHECK(tid != pid);
	s = stop(tid);
	CHECK(s);
	CHECK(stop_threads(s, &n)[0].tid == pid);
	stop_end(s);
	child_kill(pid);
}

static void what_is_not_there_is_told(void)
{
	char text[64];
	pid_t pid = child_start(sleep_for_ever);

	kill(pid, SIGKILL);
	while (state_of(pid) != 'Z')
		nap(200);
	CHECK(!stop(pid));
	CHECK(result == STOP_GONE);
	snprintf(text, sizeof(text), "process %d has ended", (int)pid);
	CHECK_STR(why, text);
	child_wait(pid);
	CHECK(!stop(pid));
	CHECK(result == STOP_GONE);
	snprintf(text, sizeof(text), "there is no process %d", (int)pid);
	CHECK_STR(why, text);
	CHECK(!stop(getpid()));
	CHECK(result == STOP_REFUSED);
	CHECK_STR(why, "belay cannot stop itself");
}

static pid_t traced;

static void trace_it(void)
{
	ptrace(PTRACE_SEIZE, traced, NULL, NULL);
	sleep_for_ever();
}

static void process_of_a_debugger_is_refused(void)
{
	char text[128];
	pid_t tracer;

	traced = child_start(sleep_for_ever);
	tracer = child_start(trace_it);
	CHECK(!stop(traced));
	CHECK(result == STOP_REFUSED);
	snprintf(text, sizeof(text),
		 "process %d is traced by process %d, a debugger or the like: "
		 "end that first",
		 (int)traced, (int)tracer);
	CHECK_STR(why, text);
	child_kill(tracer);
	child_kill(traced);
}

/* A child without rights asks, and answers with its exit status. */
static void process_of_somebody_else_is_refused_with_a_remedy(void)
{
	pid_t pid, asker;

	if (geteuid() != 0)
		return;
	pid = child_start(sleep_for_ever);
	asker = fork();
	if (asker == 0) {
		char text[128];

		snprintf(text, sizeof(text),
			 "process %d belongs to another user: run belay as "
			 "that user or as root",
			 (int)pid);
		if (setuid(65534) != 0 || stop(pid))
			_exit(1);
		_exit(strcmp(why, text) != 0 || memory_of_process(pid, &why) ||
		      strcmp(why, text) != 0);
	}
	CHECK(child_wait(asker) == 0);
	child_kill(pid);
}

int main(void)
{
	alarm(PATIENCE);
	shared_create();
	RUN(stopped_process_does_nothing_until_it_is_let_go);
	RUN(all_threads_are_there_with_registers);
	RUN(thousand_threads_are_stopped);
	RUN(threads_that_are_born_meanwhile_are_stopped_too);
	RUN(children_of_a_forking_process_are_left_alone);
	RUN(exec_meanwhile_is_told_and_goes_on);
	RUN(exit_meanwhile_is_told_and_keeps_its_status);
	RUN(signals_are_delivered_each_once);
	RUN(process_stopped_by_job_control_stays_so);
	RUN(kill_of_a_stopped_process_is_seen);
	RUN(process_without_its_first_thread_can_be_stopped);
	RUN(thread_that_waits_in_the_kernel_counts_as_stopped);
	RUN(a_thread_stands_for_its_process);
	RUN(what_is_not_there_is_told);
	RUN(process_of_a_debugger_is_refused);
	RUN(process_of_somebody_else_is_refused_with_a_remedy);
	return test_summary();
}
