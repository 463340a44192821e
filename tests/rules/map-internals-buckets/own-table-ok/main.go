// The hash table whose header and buckets are read through unsafe is one of its own in C, not Go's.
package main

/*
#include <stdlib.h>

struct bucket {
	unsigned char tophash[8];
	long keys[8];
};

struct hmap {
	int count;
	int B;
	struct bucket *buckets;
};

static struct hmap *hmap_new(int B)
{
	struct hmap *h = malloc(sizeof(*h));

	if (!h)
		abort();
	h->count = 0;
	h->B = B;
	h->buckets = calloc((size_t)1 << B, sizeof(struct bucket));
	if (!h->buckets)
		abort();
	return h;
}

static void hmap_free(struct hmap *h)
{
	free(h->buckets);
	free(h);
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type hmap struct {
	count   int32
	B       int32
	buckets unsafe.Pointer
}

func main() {
	t := C.hmap_new(3)
	defer C.hmap_free(t)
	h := (*hmap)(unsafe.Pointer(t))
	used := make(map[int]int)
	for i := 0; i < 1<<h.B; i++ {
		b := (*C.struct_bucket)(unsafe.Add(h.buckets, uintptr(i)*unsafe.Sizeof(C.struct_bucket{})))
		for _, top := range b.tophash {
			if top != 0 {
				used[i]++
			}
		}
	}
	fmt.Println(h.count, len(used))
}
