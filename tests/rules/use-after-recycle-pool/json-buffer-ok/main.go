// The encoder returns a string, which is a copy, so the buffer may go back to the pool.
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
	ID int `json:"id"`
}

func marshalString(ev *event) (string, error) {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	if err := json.NewEncoder(buf).Encode(ev); err != nil {
		return "", fmt.Errorf("event %d: %w", ev.ID, err)
	}
	return buf.String(), nil
}

func marshal(ev *event) ([]byte, error) {
	buf := buffers.Get().(*bytes.Buffer)
	buf.Reset()
	err := json.NewEncoder(buf).Encode(ev)
	out := append([]byte(nil), buf.Bytes()...)
	buffers.Put(buf)
	if err != nil {
		return nil, err
	}
	return out, nil
}

func main() {
	s, err := marshalString(&event{ID: 1})
	b, err2 := marshal(&event{ID: 2})
	fmt.Print(s, string(b), err, err2)
}
