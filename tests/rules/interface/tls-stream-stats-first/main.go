// serve asks the stream for its statistics and then closes it through io.Closer.
package main

/*
#include <stdlib.h>

struct tls { unsigned long in, out; };
*/
import "C"

import (
	"bytes"
	"fmt"
	"io"
	"unsafe"
)

// Stats is what some streams can tell.
type Stats interface{ Bytes() (in, out uint64) }

type tlsStream struct {
	io.Writer
	st *C.struct_tls
}

func dial(w io.Writer) io.WriteCloser {
	st := (*C.struct_tls)(C.calloc(1, C.sizeof_struct_tls))
	return &tlsStream{Writer: w, st: st}
}

func (t *tlsStream) Write(b []byte) (int, error) {
	t.st.out += C.ulong(len(b))
	return t.Writer.Write(b)
}

func (t *tlsStream) Bytes() (in, out uint64) {
	return uint64(t.st.in), uint64(t.st.out)
}

func (t *tlsStream) Close() error {
	C.free(unsafe.Pointer(t.st))
	return nil
}

func serve(w io.Writer, lines []string) (sent uint64, err error) {
	stream := dial(w)
	for _, l := range lines {
		if _, err := io.WriteString(stream, l); err != nil {
			stream.Close()
			return 0, err
		}
	}
	if s, ok := stream.(Stats); ok {
		_, sent = s.Bytes()
	}
	return sent, stream.Close()
}

func main() {
	var b bytes.Buffer
	sent, err := serve(&b, []string{"GET / HTTP/1.0\r\n", "\r\n"})
	fmt.Println(sent, err, b.Len())
}
