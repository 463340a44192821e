// Reload frees every certificate in a range over the map and clears the map before it reads the new ones.
package main

/*
#include <stdlib.h>

struct cert { int serial; unsigned char der[120]; };
*/
import "C"

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"unsafe"
)

// Server picks a certificate by the name that a client asks for.
type Server struct {
	certs map[string]*C.struct_cert
}

func readCert(host string) (*C.struct_cert, error) {
	if !strings.Contains(host, ".") {
		return nil, errors.New("no certificate for " + host)
	}
	c := (*C.struct_cert)(C.calloc(1, C.sizeof_struct_cert))
	c.serial = C.int(len(host))
	return c, nil
}

func (s *Server) Reload(hosts []string) error {
	for _, c := range s.certs {
		C.free(unsafe.Pointer(c))
	}
	clear(s.certs)
	for _, h := range hosts {
		if _, dup := s.certs[h]; dup {
			continue
		}
		c, err := readCert(h)
		if err != nil {
			return err
		}
		s.certs[h] = c
	}
	return nil
}

func (s *Server) Serial(host string) int {
	if c, ok := s.certs[host]; ok {
		return int(c.serial)
	}
	return -1
}

func main() {
	s := &Server{certs: make(map[string]*C.struct_cert)}
	if err := s.Reload(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	fmt.Println(s.Serial("example.com"))
	if err := s.Reload(strings.Fields(os.Getenv("HOSTS"))); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}
