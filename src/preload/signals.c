/* SPDX-License-Identifier: MIT */
/*
 * Go's runtime and ordinary programs install their handlers through libc's
 * sigaction or signal, which these functions stand in front of.  glibc's
 * own signal() calls an internal sigaction that cannot be interposed, so
 * each member of the family is here.
 */
#include "preload/signals.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>

#include "preload/hooks.h"
#include "preload/os.h"

typedef void handler_fn(int);

/* In libc, but not in its headers, or not in all of them. */
int __sigaction(int signal, const struct sigaction *new, struct sigaction *old);
handler_fn *bsd_signal(int signal, handler_fn *handler);
typedef void action_fn(int, siginfo_t *, void *);

/* More than anybody changes while somebody else reads one. */
enum { ACTIONS = 64 };

static struct {
	/*
	 * The program's, for SIGSEGV.  A new one is written beside the others
	 * and then made the current one: no lock, so that a handler which
	 * interrupts a change may ask for one itself.
	 */
	struct sigaction actions[ACTIONS];
	_Atomic(struct sigaction *) action;
	_Atomic uint32_t nactions;
	int (*sigaction)(int, const struct sigaction *, struct sigaction *);
	handler_fn *(*signal)(int, handler_fn *);
	handler_fn *(*sysv_signal)(int, handler_fn *);
	handler_fn *(*sigset)(int, handler_fn *);
	int (*sigprocmask)(int, const sigset_t *, sigset_t *);
	int (*pthread_sigmask)(int, const sigset_t *, sigset_t *);
} signals;

/* Whether the program believes that SIGSEGV is blocked in this thread. */
static __thread bool believes_blocked
	__attribute__((tls_model("initial-exec")));

static void find_all(void)
{
	if (signals.sigaction)
		return;
	hooks_find(&signals.signal, "signal");
	hooks_find(&signals.sysv_signal, "__sysv_signal");
	hooks_find(&signals.sigset, "sigset");
	hooks_find(&signals.sigprocmask, "sigprocmask");
	hooks_find(&signals.pthread_sigmask, "pthread_sigmask");
	hooks_find(&signals.sigaction, "sigaction");
}

void signals_init(action_fn *handler)
{
	struct sigaction ours = {.sa_flags = SA_SIGINFO | SA_ONSTACK};

	find_all();
	ours.sa_sigaction = handler;
	signals.sigaction(SIGSEGV, &ours, &signals.actions[0]);
	atomic_store(&signals.nactions, 1);
	atomic_store(&signals.action, &signals.actions[0]);
}

static void swap_action(const struct sigaction *new, struct sigaction *old)
{
	struct sigaction *before, *to;

	if (new) {
		to = &signals.actions[atomic_fetch_add(&signals.nactions, 1) %
				      ACTIONS];
		*to = *new;
		before = atomic_exchange(&signals.action, to);
	} else {
		before = atomic_load(&signals.action);
	}
	if (old)
		*old = *before;
}

static int set_action(int signal, const struct sigaction *new,
		      struct sigaction *old)
{
	struct sigaction open;

	find_all();
	if (signal == SIGSEGV) {
		swap_action(new, old);
		return 0;
	}
	if (new) {
		open = *new;
		sigdelset(&open.sa_mask, SIGSEGV);
		new = &open;
	}
	return signals.sigaction(signal, new, old);
}

EXPORT int sigaction(int signal, const struct sigaction *restrict new,
		     struct sigaction *restrict old)
{
	return set_action(signal, new, old);
}

EXPORT int __sigaction(int signal, const struct sigaction *new,
		       struct sigaction *old)
{
	return set_action(signal, new, old);
}

/* signal() and its relatives for SIGSEGV, which differ in flags only. */
static handler_fn *set_handler(handler_fn *handler, int flags)
{
	struct sigaction new = {.sa_flags = flags}, old;

	if (handler == SIG_ERR) {
		errno = EINVAL;
		return SIG_ERR;
	}
	new.sa_handler = handler;
	swap_action(&new, &old);
	return old.sa_handler;
}

EXPORT handler_fn *signal(int signal, handler_fn *handler)
{
	find_all();
	if (signal != SIGSEGV)
		return signals.signal(signal, handler);
	return set_handler(handler, SA_RESTART);
}

EXPORT handler_fn *bsd_signal(int signal, handler_fn *handler)
{
	find_all();
	if (signal != SIGSEGV)
		return signals.signal(signal, handler);
	return set_handler(handler, SA_RESTART);
}

EXPORT handler_fn *__sysv_signal(int signal, handler_fn *handler)
{
	find_all();
	if (signal != SIGSEGV)
		return signals.sysv_signal(signal, handler);
	return set_handler(handler, (int)(SA_RESETHAND | SA_NODEFER));
}

EXPORT handler_fn *sysv_signal(int signal, handler_fn *handler)
{
	return __sysv_signal(signal, handler);
}

EXPORT handler_fn *sigset(int signal, handler_fn *handler)
{
	find_all();
	if (signal != SIGSEGV)
		return signals.sigset(signal, handler);
	/* SIG_HOLD asks for the mask only, which stays open. */
	if (handler == SIG_HOLD)
		return atomic_load(&signals.action)->sa_handler;
	return set_handler(handler, 0);
}

/*
 * Changes a mask, but keeps SIGSEGV open; what the program asked for it is
 * remembered, so that it reads back the mask it set.
 */
static int set_mask(int (*real)(int, const sigset_t *, sigset_t *), int how,
		    const sigset_t *new, sigset_t *old)
{
	bool before = believes_blocked, after = before;
	sigset_t open;
	int result;

	if (new) {
		bool has = sigismember(new, SIGSEGV) == 1;

		open = *new;
		if (how == SIG_BLOCK || how == SIG_SETMASK)
			sigdelset(&open, SIGSEGV);
		if (how == SIG_SETMASK)
			after = has;
		else if (has)
			after = how == SIG_BLOCK;
		new = &open;
	}
	result = real(how, new, old);
	if (result != 0)
		return result;
	believes_blocked = after;
	if (old && before)
		sigaddset(old, SIGSEGV);
	return 0;
}

EXPORT int sigprocmask(int how, const sigset_t *restrict new,
		       sigset_t *restrict old)
{
	find_all();
	return set_mask(signals.sigprocmask, how, new, old);
}

EXPORT int pthread_sigmask(int how, const sigset_t *restrict new,
			   sigset_t *restrict old)
{
	find_all();
	return set_mask(signals.pthread_sigmask, how, new, old);
}

static void set_default(int signal)
{
	struct sigaction by_default = {.sa_handler = SIG_DFL};

	signals.sigaction(signal, &by_default, NULL);
}

static uint64_t bit(int signal)
{
	return UINT64_C(1) << (signal - 1);
}

/* A signal that somebody sent, as opposed to a fault, comes only once. */
static void send_again(int signal, const siginfo_t *info)
{
	uint64_t open = bit(signal);

	if (info->si_code > 0)
		return; /* the instruction faults again */
	sys_sigprocmask(SIG_UNBLOCK, &open, NULL);
	os_tgkill(sys_getpid(), sys_gettid(), signal);
}

void signals_forward(int signal, siginfo_t *info, void *context)
{
	struct sigaction a;
	uint64_t mask;

	swap_action(NULL, &a);
	if (a.sa_handler == SIG_IGN && info->si_code <= 0)
		return;
	if (a.sa_handler == SIG_DFL || a.sa_handler == SIG_IGN) {
		set_default(signal);
		send_again(signal, info);
		return;
	}
	if (a.sa_flags & (int)SA_RESETHAND) {
		struct sigaction by_default = {.sa_handler = SIG_DFL};

		swap_action(&by_default, NULL);
	}
	memcpy(&mask, &a.sa_mask, sizeof(mask));
	sys_sigprocmask(SIG_BLOCK, &mask, NULL);
	if (a.sa_flags & SA_NODEFER) {
		mask = bit(signal);
		sys_sigprocmask(SIG_UNBLOCK, &mask, NULL);
	}
	a.sa_sigaction(signal, info, context);
}

_Noreturn void signals_die(void)
{
	uint64_t open = bit(SIGABRT);

	set_default(SIGABRT);
	sys_sigprocmask(SIG_UNBLOCK, &open, NULL);
	os_tgkill(sys_getpid(), sys_gettid(), SIGABRT);
	os_exit(128 + SIGABRT);
}
