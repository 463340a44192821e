// The encoder returns the bytes of a pooled buffer that a deferred Put has given back.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"
)

var buffers = sync.Pool{
	New: func() any { return new(bytes.Buffer) },
}

type event struct {
	ID   int            `json:"id"`
	Tags map[string]int `json:"tags"`
}

// marshal encodes an event without allocating a buffer each time.
func marshal(ev *event) ([]byte, error) {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(ev); err != nil {
		return nil, fmt.Errorf("event %d: %w", ev.ID, err)
	}
	return buf.Bytes(), nil // want BL107
}

func main() {
	a, err := marshal(&event{ID: 1, Tags: map[string]int{"a": 1}})
	if err != nil {
		fmt.Println(err)
		return
	}
	b, err := marshal(&event{ID: 2, Tags: map[string]int{"b": 2}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s%s", a, b)
}
