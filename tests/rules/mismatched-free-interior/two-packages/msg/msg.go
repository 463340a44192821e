// Package msg wraps the message blocks of the bus library.
package msg

/*
#include <stdlib.h>
#include <string.h>

struct bus_msg {
	unsigned topic;
	unsigned len;
	char body[];
};

static struct bus_msg *bus_msg_new(unsigned topic, const char *s)
{
	size_t n = strlen(s);
	struct bus_msg *m = malloc(sizeof(*m) + n + 1);

	if (!m)
		return NULL;
	m->topic = topic;
	m->len = (unsigned)n;
	memcpy(m->body, s, n + 1);
	return m;
}

static char *bus_msg_body(struct bus_msg *m)
{
	return m->body;
}
*/
import "C"

import "unsafe"

// Msg is one message; Free must be called when it is done with.
type Msg struct{ p *C.struct_bus_msg }

// New makes a message, or nil when there is no memory.
func New(topic uint, body string) *Msg {
	cs := C.CString(body)
	defer C.free(unsafe.Pointer(cs))
	p := C.bus_msg_new(C.uint(topic), cs)
	if p == nil {
		return nil
	}
	return &Msg{p: p}
}

// Body points at the text of the message, inside its block.
func (m *Msg) Body() unsafe.Pointer { return unsafe.Pointer(C.bus_msg_body(m.p)) }

// Len is the length of the text.
func (m *Msg) Len() int { return int(m.p.len) }
