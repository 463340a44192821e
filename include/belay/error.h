/* SPDX-License-Identifier: MIT */
/*
 * error.h - the error codes every belay_ function returns
 *
 * Functions that can fail return int: 0 on success, one of these negative
 * codes on failure.  Out parameters are written only on success.
 *
 * Threads: belay_strerror() may be called from any thread.
 */
#ifndef BELAY_ERROR_H
#define BELAY_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

#define BELAY_API __attribute__((visibility("default")))
#define BELAY_NODISCARD __attribute__((warn_unused_result))

/* X(name, value, text).  Values are ABI: append only. */
#define BELAY_ERROR_MAP(X)                \
	X(ENOMEM, -1, "out of memory")    \
	X(EINVAL, -2, "invalid argument") \
	X(EFULL, -3, "no room left")      \
	X(ESTALE, -4, "handle is stale")  \
	X(EMISUSE, -5, "contract broken by the caller")

enum belay_error {
#define X(name, value, text) BELAY_##name = (value),
	BELAY_ERROR_MAP(X)
#undef X
};

/* Never NULL; the text is static. */
BELAY_API const char *belay_strerror(int err);

#ifdef __cplusplus
}
#endif

#endif
