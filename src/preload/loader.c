/* SPDX-License-Identifier: MIT */
/*
 * A library that goes away may make room for another one at the same
 * addresses, and what is remembered of its code would be wrong.  One that
 * comes is found when its first address turns up.
 *
 * RTLD_DEEPBIND lets a library see libc's malloc and free before ours; it
 * would then free blocks of one heap in the other (PHP loads all of its
 * extensions so).  The flag is left out.
 */
#include <dlfcn.h>

#include "preload/hooks.h"
#include "unwind/unwind.h"

EXPORT int dlclose(void *handle)
{
	static int (*real)(void *);
	int result;

	if (!real)
		hooks_find(&real, "dlclose");
	result = real(handle);
	unwind_modules_changed();
	return result;
}

/* Called from below. */
void *loader_libc_dlopen(void);

__attribute__((used)) void *loader_libc_dlopen(void)
{
	static void *real;

	if (!real)
		hooks_find(&real, "dlopen");
	return real;
}

/*
 * libc's dlopen looks at its return address to know whose RUNPATH counts.
 * So this must jump there, which C cannot promise.
 */
#if defined(__x86_64__)
__asm__(".pushsection .text\n"
	".globl dlopen\n"
	".type dlopen, @function\n"
	"dlopen:\n"
	"	endbr64\n"
	"	push	%rdi\n"
	"	push	%rsi\n"
	"	sub	$8, %rsp\n"
	"	call	loader_libc_dlopen\n"
	"	add	$8, %rsp\n"
	"	pop	%rsi\n"
	"	pop	%rdi\n"
	"	and	$~8, %esi\n" /* RTLD_DEEPBIND */
	"	jmp	*%rax\n"
	".size dlopen, . - dlopen\n"
	".popsection\n");
#elif defined(__aarch64__)
__asm__(".pushsection .text\n"
	".globl dlopen\n"
	".type dlopen, %function\n"
	"dlopen:\n"
	"	stp	x0, x1, [sp, #-32]!\n"
	"	str	x30, [sp, #16]\n"
	"	bl	loader_libc_dlopen\n"
	"	mov	x16, x0\n"
	"	ldr	x30, [sp, #16]\n"
	"	ldp	x0, x1, [sp], #32\n"
	"	and	w1, w1, #~8\n" /* RTLD_DEEPBIND */
	"	br	x16\n"
	".size dlopen, . - dlopen\n"
	".popsection\n");
#endif
