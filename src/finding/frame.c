/* SPDX-License-Identifier: MIT */
/*
 * Whose code a frame is.
 *
 * A read after free is often noticed in memcpy, and a bad free always in
 * the allocator, below _Cfunc_free and the runtime's asmcgocall.  The line
 * that a person wants to see is further out.  What decides is the object
 * file for C, and for Go the package, which is the part of a function's
 * name up to the first dot after the last slash:
 *
 *	internal/bytealg.IndexByte	github.com/u/app/cache.(*Pool).Get
 *	----------------                ----------------------
 *
 * The folder of the source would not do: it is gone with -trimpath.
 */
#include "finding/finding.h"

#include <string.h>

/* Objects by name up to ".so" or the version, sorted by frequency. */
static const char *const system_modules[] = {
	"libc",
	"libbelay_preload",
	"ld-linux-x86-64",
	"ld-linux-aarch64",
	"libc++",
	"libpthread",
	"libstdc++",
	"libgcc_s",
	"libm",
	"libdl",
	"librt",
	"libc++abi",
	"[vdso]",
	"ld-musl-x86_64",
	"ld-musl-aarch64",
};

/* First elements of the import paths of Go's standard library. */
static const char *const go_std[] = {
	"archive", "bufio",   "bytes",	  "cmp",      "compress", "container",
	"context", "crypto",  "database", "debug",    "embed",	  "encoding",
	"errors",  "expvar",  "flag",	  "fmt",      "go",	  "hash",
	"html",	   "image",   "index",	  "internal", "io",	  "iter",
	"log",	   "maps",    "math",	  "mime",     "net",	  "os",
	"path",	   "plugin",  "reflect",  "regexp",   "runtime",  "slices",
	"sort",	   "strconv", "strings",  "structs",  "sync",	  "syscall",
	"testing", "text",    "time",	  "unicode",  "unique",	  "unsafe",
	"vendor",  "weak",
};

/* Beginnings of what cgo, its C part and the linker put around user code. */
static const char *const glue[] = {
	"_cgo_", "x_cgo_", "_cgoexp_", "crosscall", "threadentry", "_start",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool starts_with(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static bool in_system_module(const char *module)
{
	for (size_t i = 0; i < COUNT(system_modules); i++) {
		size_t n = strlen(system_modules[i]);

		if (strncmp(module, system_modules[i], n) != 0)
			continue;
		/* libc.so.6 and the older libc-2.31.so, but not libcurl. */
		if (module[n] == '\0' || module[n] == '.' ||
		    (module[n] == '-' && module[n + 1] >= '0' &&
		     module[n + 1] <= '9'))
			return true;
	}
	return false;
}

static bool is_go(const struct finding_frame *frame)
{
	return frame->function && frame->language &&
	       strcmp(frame->language, "go") == 0;
}

bool frame_is_go_std(const struct finding_frame *frame)
{
	size_t n;

	if (!is_go(frame))
		return false;
	n = strcspn(frame->function, "/.");
	for (size_t i = 0; i < COUNT(go_std); i++) {
		if (strlen(go_std[i]) == n &&
		    memcmp(frame->function, go_std[i], n) == 0)
			return true;
	}
	return false;
}

/* main._Cfunc_free, main._cgo_cmalloc and the like. */
static bool is_cgo_stub(const char *function)
{
	const char *slash = strrchr(function, '/');
	const char *dot = strchr(slash ? slash : function, '.');

	return dot &&
	       (starts_with(dot, "._Cfunc_") || starts_with(dot, "._C2func_") ||
		starts_with(dot, "._cgo"));
}

static bool is_go_runtime(const char *function)
{
	return starts_with(function, "runtime.") ||
	       starts_with(function, "runtime/") ||
	       starts_with(function, "internal/runtime/");
}

bool frame_is_user(const struct finding_frame *frame)
{
	if (frame->module && in_system_module(frame->module))
		return false;
	if (!frame->function)
		return frame->file != NULL;
	if (is_go(frame) &&
	    (is_go_runtime(frame->function) || is_cgo_stub(frame->function)))
		return false;
	for (size_t i = 0; i < COUNT(glue); i++) {
		if (starts_with(frame->function, glue[i]))
			return false;
	}
	return true;
}

/* How good a frame is to show; the innermost of the best ones is shown. */
static int rank(const struct finding_frame *frame)
{
	bool user = frame_is_user(frame);
	bool line = frame->file && frame->line > 0;

	if (user && line)
		return frame_is_go_std(frame) ? 4 : 5;
	if (user && frame->function)
		return 3;
	if (line)
		return 2;
	return frame->function ? 1 : 0;
}

const struct finding_frame *stack_blame(const struct finding_stack *stack)
{
	const struct finding_frame *best = NULL;
	int best_rank = 0;

	for (size_t i = 0; i < stack->nframes; i++) {
		int r = rank(&stack->frames[i]);

		if (r > best_rank) {
			best = &stack->frames[i];
			best_rank = r;
		}
	}
	return best;
}
