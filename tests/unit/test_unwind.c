/* SPDX-License-Identifier: MIT */
/*
 * Compares our stacks with those of glibc's backtrace(), which uses libgcc,
 * frame by frame.
 */
#include <dlfcn.h>
#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include "record/record.h"
#include "unwind/unwind.h"
#include "unwind_calls.h"

#include "test.h"

enum { MAX = RECORD_FRAMES };

/* Built with frame pointers, as every entry point has to be. */
#define ENTRY_POINT __attribute__((noinline))

struct stacks {
	uint64_t here[MAX], walked[MAX], again[MAX], kept[MAX];
	size_t nhere, nwalked, nagain, nkept;
	uint16_t here_flags, walked_flags, kept_flags;
	uint32_t id;
	/* Without what is inside of the entry point. */
	void *expected[MAX + 8];
	size_t nexpected;
};

static void start_at_caller(const uint64_t *fp, struct unwind_start *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->regs[UNWIND_RBP] = fp[0];
	ret->regs[UNWIND_RSP] = (uintptr_t)(fp + 2);
	ret->regs[UNWIND_PC] = fp[1];
	ret->known = 1u << UNWIND_RBP | 1u << UNWIND_RSP | 1u << UNWIND_PC;
}

/* The entry point's own frame comes first, and that of an interceptor. */
static inline __attribute__((always_inline)) void
take_expected(struct stacks *s)
{
	size_t n = (size_t)backtrace(s->expected, MAX + 8), own = 0;

	while (own < n && (uintptr_t)s->expected[own] != s->walked[0])
		own++;
	s->nexpected = n - own;
	memmove(s->expected, s->expected + own, s->nexpected * sizeof(void *));
}

ENTRY_POINT static void take(void *arg)
{
	struct stacks *s = arg;
	struct unwind_start start;
	uint16_t flags;

	start_at_caller(__builtin_frame_address(0), &start);
	s->nwalked = unwind_stack(&start, s->walked, MAX, &s->walked_flags);
	s->nhere = unwind_here(__builtin_frame_address(0), s->here, MAX,
			       &s->here_flags);
	s->nagain =
		unwind_here(__builtin_frame_address(0), s->again, MAX, &flags);
	s->id = unwind_here_id(__builtin_frame_address(0));
	if (s->id != unwind_here_id(__builtin_frame_address(0)))
		s->id = 0;
	s->nkept = unwind_depot_get(s->id, s->kept, MAX, &s->kept_flags);
	take_expected(s);
}

/* Equal to glibc's, all the ways. */
static int same(const struct stacks *s)
{
	size_t n = s->nexpected;

	if (s->nwalked != s->nhere || s->nhere != n || s->nagain != n ||
	    s->nkept != n || s->here_flags != s->kept_flags)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (s->here[i] != (uintptr_t)s->expected[i])
			return 0;
	return memcmp(s->here, s->again, n * 8) == 0 &&
	       memcmp(s->here, s->kept, n * 8) == 0;
}

static void print(const struct stacks *s)
{
	printf("flags %x %x %x; frames %zu %zu %zu %zu, expected %zu\n",
	       s->here_flags, s->walked_flags, s->kept_flags, s->nhere,
	       s->nwalked, s->nagain, s->nkept, s->nexpected);
	for (size_t i = 0; i < MAX; i++)
		if (i < s->nexpected || i < s->nhere)
			printf("%2zu %#18lx %#18lx %18p\n", i,
			       i < s->nhere ? s->here[i] : 0,
			       i < s->nwalked ? s->walked[i] : 0,
			       i < s->nexpected ? s->expected[i] : NULL);
}

static int shape_is_same(void (*shape)(leaf_fn *, void *))
{
	static struct stacks s;

	memset(&s, 0, sizeof(s));
	shape(take, &s);
	if (same(&s) && s.here_flags == 0 && s.nhere > 3)
		return 1;
	print(&s);
	return 0;
}

static void all_shapes(const struct call_shapes *c)
{
	CHECK(shape_is_same(c->plain));
	CHECK(shape_is_same(c->with_alloca));
	CHECK(shape_is_same(c->big_frame));
	CHECK(shape_is_same(c->aligned_frame));
	CHECK(shape_is_same(c->many_registers));
	CHECK(shape_is_same(c->sorting));
}

static void unoptimized_frames_are_walked(void)
{
	all_shapes(&calls_o0);
}

static void frames_without_frame_pointer_are_walked(void)
{
	all_shapes(&calls_o2);
}

static void optimized_frames_with_frame_pointer_are_walked(void)
{
	all_shapes(&calls_o2_fp);
}

static uint64_t random_word(void)
{
	static uint64_t x = 88172645463325252u;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x;
}

static void memo_agrees_with_the_walk_on_every_path(void)
{
	const struct call_shapes *calls[] = {&calls_o0, &calls_o2,
					     &calls_o2_fp};
	static struct stacks s[8];

	for (int i = 0; i < 6000; i++) {
		/* Few distinct paths, so that the memo is used. */
		uint64_t path = random_word() & (i % 2 ? 0x3f : 0xffffff);
		struct stacks *to = &s[random_word() % 8];

		calls[i % 3]->wander(path, (int)(random_word() % 12), take, to);
		if (!same(to))
			print(to);
		CHECK(same(to));
	}
}

static void *thread(void *arg)
{
	calls_o2.wander(random_word(), 6, take, arg);
	calls_o2.plain(take, arg);
	return NULL;
}

static void a_thread_is_walked_to_its_start(void)
{
	static struct stacks s;
	pthread_t t;

	CHECK(pthread_create(&t, NULL, thread, &s) == 0);
	pthread_join(t, NULL);
	if (!same(&s))
		print(&s);
	CHECK(same(&s));
	CHECK(s.here_flags == 0);
}

static void deep_stacks_are_cut(void)
{
	static struct stacks s;

	calls_o0.wander(0x1b1b1b1b1b1b1b1b, 300, take, &s);
	CHECK(s.nhere == MAX && s.nwalked == MAX && s.nkept == MAX);
	CHECK(s.here_flags == RECORD_STACK_CUT);
	CHECK(s.kept_flags == RECORD_STACK_CUT);
	for (int i = 0; i < MAX; i++)
		CHECK(s.here[i] == (uintptr_t)s.expected[i]);
}

/* A signal: our walk from the context, and through the signal frame. */
static struct stacks signalled, from_context;

static void from_ucontext(const ucontext_t *uc, struct unwind_start *ret)
{
	static const int order[UNWIND_NREGS] = {
		REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI,
		REG_RBP, REG_RSP, REG_R8,  REG_R9,  REG_R10, REG_R11,
		REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP,
	};

	ret->exact = true;
	ret->known = (1u << UNWIND_NREGS) - 1;
	for (int i = 0; i < UNWIND_NREGS; i++)
		ret->regs[i] = (uint64_t)uc->uc_mcontext.gregs[order[i]];
}

static void on_signal(int number, siginfo_t *info, void *context)
{
	struct unwind_start start;

	(void)number;
	(void)info;
	from_ucontext(context, &start);
	from_context.nhere = unwind_stack(&start, from_context.here, MAX,
					  &from_context.here_flags);
	take(&signalled);
}

static void fault_here(void *arg)
{
	(void)arg;
	raise(SIGUSR1);
}

static void check_signal(int flags)
{
	struct sigaction sa = {.sa_sigaction = on_signal,
			       .sa_flags = SA_SIGINFO | flags};
	size_t n = 0;

	sigaction(SIGUSR1, &sa, NULL);
	memset(&signalled, 0, sizeof(signalled));
	calls_o2.many_registers(fault_here, NULL);
	/* glibc gives the interrupted pc as it is, we one more. */
	for (size_t i = 0; i < signalled.nexpected; i++) {
		uint64_t pc = (uintptr_t)signalled.expected[i];

		CHECK(signalled.here[i] - pc <= 1);
		n += signalled.here[i] - pc;
	}
	CHECK(n == 1);
	CHECK(signalled.here_flags == 0);
	CHECK(signalled.nhere == signalled.nexpected);
	/* What the context gives is the rest of it. */
	CHECK(from_context.here_flags == RECORD_STACK_EXACT);
	n = from_context.nhere;
	CHECK(n > 4 && n < signalled.nhere);
	CHECK(memcmp(from_context.here + 1,
		     signalled.here + signalled.nhere - n + 1,
		     (n - 1) * 8) == 0);
}

static void signal_frames_are_crossed(void)
{
	check_signal(0);
}

static void the_alternate_stack_is_left(void)
{
	stack_t st = {.ss_sp = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
		      .ss_size = 65536};

	CHECK(sigaltstack(&st, NULL) == 0);
	check_signal(SA_ONSTACK);
	st.ss_flags = SS_DISABLE;
	sigaltstack(&st, NULL);
	munmap(st.ss_sp, 65536);
}

/* call *%rdi; ret, with what the ABI wants of the stack. */
static const unsigned char jit_code[] = {0x48, 0x83, 0xec, 0x08, 0xff, 0xd6,
					 0x48, 0x83, 0xc4, 0x08, 0xc3};

static void code_without_tables_ends_the_walk(void)
{
	static struct stacks s;
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	void (*f)(void *, leaf_fn *);

	memcpy(p, jit_code, sizeof(jit_code));
	memcpy(&f, &p, sizeof(f));
	for (int i = 0; i < 1000; i++)
		f(&s, take);
	CHECK(s.nhere == 1 && s.here[0] == (uintptr_t)p + 6);
	CHECK(s.here_flags == RECORD_STACK_LOST);
	CHECK(s.nwalked == 1 && s.walked_flags == RECORD_STACK_LOST);
	munmap(p, 4096);
}

static void wild_call(int number, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	struct unwind_start start;

	(void)number;
	(void)info;
	from_ucontext(uc, &start);
	from_context.nhere = unwind_stack(&start, from_context.here, MAX,
					  &from_context.here_flags);
	/* Return to the caller. */
	uc->uc_mcontext.gregs[REG_RIP] =
		*(greg_t *)uc->uc_mcontext.gregs[REG_RSP];
	uc->uc_mcontext.gregs[REG_RSP] += 8;
}

static void a_call_to_nowhere_shows_its_caller(void)
{
	struct sigaction sa = {.sa_sigaction = wild_call,
			       .sa_flags = SA_SIGINFO};
	void *volatile nowhere = (void *)16;
	leaf_fn *f;

	memcpy(&f, (void *)&nowhere, sizeof(f));
	sigaction(SIGSEGV, &sa, NULL);
	calls_o2.plain(f, NULL);
	signal(SIGSEGV, SIG_DFL);
	CHECK(from_context.here[0] == 16);
	CHECK(from_context.nhere > 4);
	CHECK(from_context.here_flags == RECORD_STACK_EXACT);
}

static void hostile_registers_do_no_harm(void)
{
	uint64_t pc[MAX];
	uint16_t flags;

	for (int i = 0; i < 3000; i++) {
		struct unwind_start s = {.exact = i & 1, .known = 0x1ffff};

		for (int r = 0; r < UNWIND_NREGS; r++)
			s.regs[r] = random_word() >> (random_word() % 64);
		if (i % 3)
			s.regs[UNWIND_PC] = (uintptr_t)qsort + i;
		if (i % 5 == 0)
			s.regs[UNWIND_RSP] = (uintptr_t)&s & ~7ul;
		unwind_stack(&s, pc, MAX, &flags);
	}
}

static void modules_are_listed(void)
{
	static struct record_module m[RECORD_MODULES];
	size_t n = unwind_modules(m, RECORD_MODULES);
	uintptr_t mine = (uintptr_t)modules_are_listed;
	uintptr_t libc = (uintptr_t)dlsym(RTLD_DEFAULT, "gnu_get_libc_version");
	int found = 0, vdso = 0;

	CHECK(n >= 3 && n < RECORD_MODULES);
	for (size_t i = 0; i < n; i++) {
		CHECK(m[i].start < m[i].end);
		if (mine >= m[i].start && mine < m[i].end)
			found |= 1;
		if (libc >= m[i].start && libc < m[i].end) {
			found |= 2;
			CHECK(m[i].build_id_len == 20);
			CHECK(strstr(m[i].path, "libc") != NULL);
		}
		vdso |= strcmp(m[i].path, "[vdso]") == 0;
	}
	CHECK(found == 3);
	CHECK(vdso);
	CHECK(unwind_modules(m, 1) == n);
}

typedef int unwind_fn(void *context, void *arg);
typedef int unwind_backtrace_fn(unwind_fn *fn, void *arg);

static int take_in_libgcc(void *context, void *arg)
{
	(void)context;
	take(arg);
	return 5; /* _URC_END_OF_STACK */
}

/* Before anybody else has loaded libgcc, and without a word about it. */
static void a_module_that_was_loaded_later_is_found(void)
{
	static struct record_module m[RECORD_MODULES];
	static struct stacks s;
	unwind_backtrace_fn *fn;
	size_t n = unwind_modules(m, RECORD_MODULES);
	void *lib = dlopen("libgcc_s.so.1", RTLD_NOW);
	void *sym = lib ? dlsym(lib, "_Unwind_Backtrace") : NULL;

	CHECK(sym != NULL);
	memcpy(&fn, &sym, sizeof(fn));
	fn(take_in_libgcc, &s);
	CHECK(same(&s));
	CHECK(s.here_flags == 0 && s.nhere > 4);
	CHECK(unwind_modules(m, RECORD_MODULES) >= n);
	unwind_modules_changed();
	fn(take_in_libgcc, &s);
	CHECK(same(&s));
}

static void a_program_in_c_has_no_goroutines(void)
{
	CHECK(unwind_go_version()[0] == '\0');
	CHECK(unwind_goroutine() == 0);
}

static void a_child_can_go_on(void)
{
	static struct stacks s;
	int status = 0;
	pid_t pid;

	unwind_fork_prepare();
	pid = fork();
	if (pid == 0) {
		unwind_fork_child();
		calls_o2.plain(take, &s);
		_exit(same(&s) ? 0 : 1);
	}
	unwind_fork_parent();
	CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
	CHECK(status == 0);
}

static void ids_that_nobody_gave_are_refused(void)
{
	uint64_t pc[MAX];
	uint16_t flags;

	CHECK(unwind_depot_get(0, pc, MAX, &flags) == 0);
	CHECK(unwind_depot_get(2, pc, MAX, &flags) == 0);
	CHECK(unwind_depot_get(0xffffffff, pc, MAX, &flags) == 0);
	CHECK(unwind_memory() > 0 && unwind_memory() < (size_t)128 << 20);
}

int main(void)
{
	unwind_init();
	RUN(a_module_that_was_loaded_later_is_found);
	RUN(unoptimized_frames_are_walked);
	RUN(frames_without_frame_pointer_are_walked);
	RUN(optimized_frames_with_frame_pointer_are_walked);
	RUN(memo_agrees_with_the_walk_on_every_path);
	RUN(a_thread_is_walked_to_its_start);
	RUN(deep_stacks_are_cut);
	RUN(signal_frames_are_crossed);
	RUN(the_alternate_stack_is_left);
	RUN(code_without_tables_ends_the_walk);
	RUN(a_call_to_nowhere_shows_its_caller);
	RUN(hostile_registers_do_no_harm);
	RUN(modules_are_listed);
	RUN(a_program_in_c_has_no_goroutines);
	RUN(a_child_can_go_on);
	RUN(ids_that_nobody_gave_are_refused);
	return test_summary();
}
