// Compaction puts an entry without its C payload back in the map, and the payload has no other holder.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"time"
	"unsafe"
)

type record struct {
	size    int
	touched time.Time
	payload unsafe.Pointer
}

type spool struct {
	records map[uint64]record
	limit   int
	used    int
}

func (s *spool) put(id uint64, data []byte) error {
	if _, dup := s.records[id]; dup {
		return fmt.Errorf("spool: record %d exists", id)
	}
	s.records[id] = record{size: len(data), touched: time.Now(), payload: C.CBytes(data)}
	s.used += len(data)
	return nil
}

// compact forgets the payload of cold records but remembers their size.
func (s *spool) compact(before time.Time) {
	for id, r := range s.records {
		if s.used <= s.limit {
			return
		}
		if r.payload == nil || !r.touched.Before(before) {
			continue
		}
		s.records[id] = record{size: r.size, touched: r.touched} // want BL105
		s.used -= r.size
	}
}

func (s *spool) drop(id uint64) {
	r := s.records[id]
	delete(s.records, id)
	C.free(r.payload)
}

func main() {
	s := &spool{records: make(map[uint64]record), limit: 100}
	for id := uint64(0); id < 10; id++ {
		if err := s.put(id, make([]byte, 64)); err != nil {
			fmt.Println(err)
		}
	}
	s.compact(time.Now().Add(time.Hour))
	fmt.Println(s.used)
	for id := uint64(0); id < 10; id++ {
		s.drop(id)
	}
}
