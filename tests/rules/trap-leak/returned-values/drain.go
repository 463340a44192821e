// Package drain empties its map into a slice that it returns, whose blocks the caller frees with Free.
package drain

/*
#include <stdlib.h>

typedef struct ev { int code; long at; } ev;

static ev *ev_new(int code, long at)
{
	ev *e = malloc(sizeof(*e));

	if (e) {
		e->code = code;
		e->at = at;
	}
	return e;
}
*/
import "C"

import (
	"errors"
	"sort"
	"unsafe"
)

// Event is one event; Free must be called for it.
type Event struct{ p *C.ev }

// Code is the event's code.
func (e Event) Code() int { return int(e.p.code) }

// Free frees the event.
func (e Event) Free() { C.free(unsafe.Pointer(e.p)) }

// Box collects the last event of each source.
type Box struct {
	bySource map[string]*C.ev
}

var errEvent = errors.New("drain: out of memory")

// Post keeps an event; an older one of the source is freed.
func (b *Box) Post(source string, code, at int) error {
	p := C.ev_new(C.int(code), C.long(at))
	if p == nil {
		return errEvent
	}
	if b.bySource == nil {
		b.bySource = make(map[string]*C.ev)
	}
	if old := b.bySource[source]; old != nil {
		C.free(unsafe.Pointer(old))
	}
	b.bySource[source] = p
	return nil
}

// Drain hands all events to the caller, the oldest first.
func (b *Box) Drain() []Event {
	events := make([]Event, 0, len(b.bySource))
	for source, p := range b.bySource {
		events = append(events, Event{p})
		delete(b.bySource, source)
	}
	sort.Slice(events, func(i, j int) bool { return events[i].p.at < events[j].p.at })
	return events
}
