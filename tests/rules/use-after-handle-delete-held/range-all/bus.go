// Package bus deletes every subscriber's handle at Reset but leaves the subscribers listed.
package bus

import (
	"fmt"
	"runtime/cgo"
)

// Subscriber gets the messages of a topic.
type Subscriber func(msg string) error

// Bus distributes messages.
type Bus struct {
	subs map[string][]cgo.Handle
	sent int
}

// New makes a bus.
func New() *Bus { return &Bus{subs: make(map[string][]cgo.Handle)} }

// Subscribe adds a subscriber to a topic.
func (b *Bus) Subscribe(topic string, s Subscriber) uintptr {
	h := cgo.NewHandle(s)
	b.subs[topic] = append(b.subs[topic], h)
	return uintptr(h)
}

// Publish sends a message to all subscribers of a topic.
func (b *Bus) Publish(topic, msg string) error {
	for _, h := range b.subs[topic] {
		if err := h.Value().(Subscriber)(msg); err != nil { // may BL112
			return fmt.Errorf("bus: %s: %w", topic, err)
		}
		b.sent++
	}
	return nil
}

// Reset ends all subscriptions.
func (b *Bus) Reset() int {
	n := 0
	for _, handles := range b.subs {
		for _, h := range handles {
			h.Delete() // want BL112
			n++
		}
	}
	return n
}
