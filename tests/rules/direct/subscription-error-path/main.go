// Subscribe stores the topic in the table, then frees it on the error path and leaves the entry behind.
package main

/*
#include <stdlib.h>
#include <string.h>

static int topic_valid(const char *t)
{
	return strlen(t) < 64 && strchr(t, '#') == NULL;
}
*/
import "C"

import (
	"fmt"
	"os"
	"sync"
	"unsafe"
)

// Broker knows which topic each client listens to.
type Broker struct {
	mu     sync.RWMutex
	topics map[int]*C.char
}

func (b *Broker) Subscribe(client int, topic string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.topics[client]; ok {
		return fmt.Errorf("client %d has a topic", client)
	}
	t := C.CString(topic)
	b.topics[client] = t
	if C.topic_valid(t) == 0 {
		C.free(unsafe.Pointer(t)) // want BL102 "topics"
		return fmt.Errorf("client %d: bad topic %q", client, topic)
	}
	return nil
}

func (b *Broker) Topic(client int) string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if t, ok := b.topics[client]; ok {
		return C.GoString(t)
	}
	return ""
}

var broker = &Broker{topics: make(map[int]*C.char)}

func main() {
	for i, arg := range os.Args[1:] {
		if err := broker.Subscribe(i, arg); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		fmt.Println(broker.Topic(i + 1))
	}
}
