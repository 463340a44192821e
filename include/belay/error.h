/* SPDX-License-Identifier: MIT */
/*
 * error.h - the error codes every belay_ function returns
 *
 * Functions that can fail return int: 0 on success, one of these negative
 * codes on failure.  Out parameters are written only on success.
 *
 * The library never ends a program by itself.  Misuse that it can see is
 * BELAY_EMISUSE, and is told to a handler first if there is one.
 *
 * Threads: any function may be called from any thread.
 */
#ifndef BELAY_ERROR_H
#define BELAY_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

#define BELAY_API __attribute__((visibility("default")))
#define BELAY_NODISCARD __attribute__((warn_unused_result))

/* X(name, value, text).  Values are ABI: append only. */
#define BELAY_ERROR_MAP(X)                              \
	X(ENOMEM, -1, "out of memory")                  \
	X(EINVAL, -2, "invalid argument")               \
	X(EFULL, -3, "no room left")                    \
	X(ESTALE, -4, "handle is stale")                \
	X(EMISUSE, -5, "contract broken by the caller") \
	X(EUNCOMPARABLE, -6, "key cannot be compared")  \
	X(ENOENT, -7, "no such entry")                  \
	X(EBUSY, -8, "still in use")                    \
	X(ETYPE, -9, "object is of another type")

enum belay_error {
#define X(name, value, text) BELAY_##name = (value),
	BELAY_ERROR_MAP(X)
#undef X
};

/* Never NULL; the text is static. */
BELAY_API const char *belay_strerror(int err);

/*
 * Who is told when a caller breaks a contract, with the code that the call
 * is about to return and one line of text that is valid during the call.
 * It runs on the thread that made the mistake and with no lock held, and may
 * log, abort, or call anything.  One handler for the whole process; NULL,
 * which is the default, is nobody.
 */
typedef void belay_misuse_fn(void *ctx, int err, const char *text);

BELAY_API void belay_on_misuse(belay_misuse_fn *handler, void *ctx);

/* A handler: writes the line to standard error and aborts, as Go does. */
BELAY_API void belay_misuse_abort(void *ctx, int err, const char *text);

#ifdef __cplusplus
}
#endif

#endif
