// Package peek reads what the runtime does not show.
package peek

import "unsafe"

type header struct {
	count int
	flags uint8
	log   uint8
}

// Buckets counts the buckets of the map whose variable is at p.
func Buckets(p unsafe.Pointer) int {
	h := *(**header)(p) // or BL111
	if h == nil {
		return 0
	}
	return 1 << h.log // may BL111
}
