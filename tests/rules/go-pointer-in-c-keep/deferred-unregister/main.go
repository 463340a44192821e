// Capture unregisters its buffer with defer, but C keeps the address between the calls all the same.
package main

/*
static unsigned char *dest;
static int dest_len;

static void capture_to(unsigned char *buf, int len)
{
	dest = buf;
	dest_len = len;
}

static int capture_byte(int at, unsigned char b)
{
	if (!dest || at >= dest_len)
		return -1;
	dest[at] = b;
	return 0;
}
*/
import "C"

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"unsafe"
)

type recorder struct {
	size int
	out  bytes.Buffer
}

func (r *recorder) Capture(text string) {
	buf := make([]byte, r.size)
	C.capture_to((*C.uchar)(unsafe.Pointer(&buf[0])), C.int(len(buf))) // want BL401
	defer C.capture_to(nil, 0)
	for i := 0; i < len(text); i++ {
		if C.capture_byte(C.int(i), C.uchar(text[i])) != 0 {
			break
		}
	}
	r.out.Write(bytes.TrimRight(buf, "\x00"))
	runtime.KeepAlive(buf)
}

func main() {
	r := &recorder{size: 6}
	for _, arg := range os.Args {
		r.Capture(arg)
	}
	fmt.Println(r.out.Len())
}
