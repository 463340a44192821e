/* SPDX-License-Identifier: MIT */
/*
 * The constructor.  It is marked to run before all others (-z initfirst);
 * what allocates earlier still, the dynamic linker, gets packed blocks
 * without stacks.
 *
 * errno is kept: a program may test it without having set it, and a bug
 * that hides when it is watched is worse than none.
 */
#include <errno.h>
#include <pthread.h>

#include "preload/dense.h"
#include "preload/fault.h"
#include "preload/heap.h"
#include "preload/mem.h"
#include "preload/os.h"
#include "preload/paged.h"
#include "preload/session.h"
#include "preload/signals.h"
#include "preload/span.h"
#include "preload/tell.h"
#include "preload/text.h"
#include "record/options.h"
#include "unwind/unwind.h"

static const char *find_options(char **envp)
{
	static const char name[] = "BELAY_OPTIONS=";

	for (; *envp; envp++) {
		size_t i = 0;

		while (name[i] != '\0' && (*envp)[i] == name[i])
			i++;
		if (name[i] == '\0')
			return *envp + i;
	}
	return "";
}

static void read_options(struct record_options *o, char **envp)
{
	struct text line;
	const char *bad;
	size_t len;

	record_options_init(o);
	if (record_options_parse(o, find_options(envp), &bad, &len))
		return;
	text_init(&line);
	text_puts(&line, "belay: BELAY_OPTIONS: '");
	while (len-- > 0)
		text_puts(&line, (char[2]){*bad++, '\0'});
	text_puts(&line, "' is not an option; 'belay help run' lists them");
	text_say(&line);
}

/* A program that runs out of memory early should know why. */
static void say_limits(void)
{
	struct text line;

	if (!mem_is_small())
		return;
	text_init(&line);
	text_puts(&line, "belay: pid ");
	text_number(&line, (uint64_t)sys_getpid());
	text_puts(&line, ": the address space is limited (ulimit -v), and "
			 "watching needs some of it: about ");
	text_number(&line, mem_budget() >> 20);
	text_puts(&line, " MB are left for blocks and what is known of them");
	text_say(&line);
}

/*
 * Go's maps are looked at when the process ends.  A child that a Go program
 * forks through libc has none of its threads, and runs another program soon.
 */
static uint64_t hold;

static void ask_hold(bool forked)
{
	if (hold == RECORD_HOLD_ALL ||
	    (hold == RECORD_HOLD_GO && !forked && unwind_go_version()[0]))
		session_ask_hold();
}

static void fork_prepare(void)
{
	/* A handler that allocates while all locks are ours is served apart. */
	struct thread *t = thread_get();

	if (t)
		t->busy = true;
	atomic_signal_fence(memory_order_seq_cst);
	thread_fork_prepare();
	dense_fork_prepare();
	paged_fork_prepare();
	unwind_fork_prepare();
}

static void fork_over(void)
{
	atomic_signal_fence(memory_order_seq_cst);
	if (thread_self)
		thread_self->busy = false;
}

static void fork_parent(void)
{
	unwind_fork_parent();
	paged_fork_parent();
	dense_fork_parent();
	thread_fork_parent();
	fork_over();
}

static void fork_child(void)
{
	unwind_fork_child();
	paged_fork_child();
	dense_fork_child();
	span_fork_child();
	thread_fork_child();
	tell_fork_child();
	fault_fork_child();
	session_fork_child();
	ask_hold(true);
	fork_over();
}

__attribute__((constructor)) static void boot(int argc, char **argv,
					      char **envp)
{
	const int before = errno;
	struct record_options o;

	(void)argc;
	(void)argv;
	read_options(&o, envp);
	heap_init();
	unwind_init();
	tell_init(o.keep_going);
	heap_start(&o);
	session_open(o.session);
	say_limits();
	signals_init(fault_handler);
	pthread_atfork(fork_prepare, fork_parent, fork_child);
	hold = o.hold;
	ask_hold(false);
	errno = before;
}
