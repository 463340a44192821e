// Eviction deletes a decoder from the sync.Map that was its only holder.
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
	"errors"
	"fmt"
	"sync"
)

// decoders maps a stream's number to its *C.decoder_t.
var decoders sync.Map

var errDecoder = errors.New("rtp: no decoder")

func decoderFor(ssrc uint32) (*C.decoder_t, error) {
	if v, ok := decoders.Load(ssrc); ok {
		return v.(*C.decoder_t), nil
	}
	d := C.decoder_new(C.uint(ssrc))
	if d == nil {
		return nil, errDecoder
	}
	if v, loaded := decoders.LoadOrStore(ssrc, d); loaded {
		C.decoder_free(d)
		return v.(*C.decoder_t), nil
	}
	return d, nil
}

func bye(ssrc uint32) {
	decoders.Delete(ssrc) // want BL105
}

func packet(ssrc uint32) error {
	d, err := decoderFor(ssrc)
	if err != nil {
		return err
	}
	d.history[0]++
	return nil
}

func main() {
	for ssrc := uint32(1); ssrc < 4; ssrc++ {
		if err := packet(ssrc); err != nil {
			fmt.Println(err)
		}
	}
	bye(2)
}
