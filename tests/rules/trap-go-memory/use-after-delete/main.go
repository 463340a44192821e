// The session is Go memory: it is used after its entry was deleted, and only its C part is freed, last.
package main

/*
#include <stdlib.h>

struct tls {
	int state;
	unsigned long bytes;
};

static struct tls *tls_new(void)
{
	return calloc(1, sizeof(struct tls));
}

static void tls_write(struct tls *t, unsigned long n)
{
	t->bytes += n;
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

type stats struct {
	peer  string
	bytes uint64
}

type session struct {
	tls   *C.struct_tls
	stats *stats
}

var errTLS = errors.New("tls: out of memory")

type server struct {
	sessions map[int]*session
	past     []*stats
}

func (s *server) accept(fd int, peer string) error {
	t := C.tls_new()
	if t == nil {
		return errTLS
	}
	if old, ok := s.sessions[fd]; ok {
		s.retire(fd, old)
	}
	s.sessions[fd] = &session{tls: t, stats: &stats{peer: peer}}
	return nil
}

func (s *server) write(fd int, data string) {
	if ses, ok := s.sessions[fd]; ok {
		C.tls_write(ses.tls, C.ulong(len(data)))
	}
}

func (s *server) retire(fd int, ses *session) {
	delete(s.sessions, fd)
	ses.stats.bytes = uint64(ses.tls.bytes)
	C.free(unsafe.Pointer(ses.tls))
	ses.tls = nil
	s.past = append(s.past, ses.stats)
	ses.stats.peer += " (gone)"
}

func main() {
	s := &server{sessions: make(map[int]*session)}
	for i, peer := range []string{"a", "b", "c"} {
		if err := s.accept(i%2, peer); err != nil {
			fmt.Println(err)
			return
		}
		s.write(i%2, "hello "+peer)
	}
	for fd, ses := range s.sessions {
		s.retire(fd, ses)
	}
	for _, st := range s.past {
		fmt.Println(st.peer, st.bytes)
	}
}
