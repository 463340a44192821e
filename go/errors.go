// SPDX-License-Identifier: MIT

package belay

import "strconv"

// Error is a code of libbelay, with the same number as in belay/error.h.
type Error int

// What can go wrong.  Compare with == or errors.Is.
var (
	ErrNoMemory error = Error(-1)
	ErrInvalid  error = Error(-2) // null, forged, or of another registry
	ErrFull     error = Error(-3)
	ErrStale    error = Error(-4) // revoked, or gone
	ErrMisuse   error = Error(-5) // a release without an acquire
	ErrBusy     error = Error(-8) // still in use
	ErrType     error = Error(-9)
)

// In the order of belay/error.h.
var texts = [...]string{
	1: "out of memory",
	2: "invalid argument",
	3: "no room left",
	4: "handle is stale",
	5: "contract broken by the caller",
	6: "key cannot be compared",
	7: "no such entry",
	8: "still in use",
	9: "object is of another type",
}

// Error says what happened, with the words of belay_strerror.
func (e Error) Error() string {
	if e < 0 && int(-e) < len(texts) {
		return "belay: " + texts[-e]
	}
	return "belay: error " + strconv.Itoa(int(e))
}
