// Eviction takes the decoder out with LoadAndDelete, and only who got it frees it.
package main

/*
#include <stdlib.h>

typedef struct decoder {
	unsigned ssrc;
	unsigned char history[480];
} decoder_t;

static decoder_t *decoder_new(unsigned ssrc)
{
	decoder_t *d = calloc(1, sizeof(*d));

	if (d)
		d->ssrc = ssrc;
	return d;
}

static void decoder_free(decoder_t *d)
{
	free(d);
}
*/
import "C"

import (
	"fmt"
	"sync"
)

var decoders sync.Map

func open(ssrc uint32) bool {
	d := C.decoder_new(C.uint(ssrc))
	if d == nil {
		return false
	}
	if old, loaded := decoders.Swap(ssrc, d); loaded {
		C.decoder_free(old.(*C.decoder_t))
	}
	return true
}

func bye(ssrc uint32) {
	v, ok := decoders.LoadAndDelete(ssrc)
	if !ok {
		return
	}
	C.decoder_free(v.(*C.decoder_t))
}

func main() {
	for ssrc := uint32(1); ssrc < 4; ssrc++ {
		fmt.Println(open(ssrc), open(ssrc))
	}
	for ssrc := uint32(0); ssrc < 5; ssrc++ {
		bye(ssrc)
	}
}
