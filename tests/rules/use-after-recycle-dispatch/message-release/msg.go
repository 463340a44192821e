// Package msg has messages that put themselves back at Release, and Forward reads one after it released it.
package msg

import (
	"errors"
	"fmt"
	"io"
	"sync"
)

// Message is a message on loan.
type Message interface {
	Topic() string
	Payload() []byte
	Release()
}

type pooled struct {
	topic   string
	payload []byte
}

var messages = sync.Pool{New: func() any { return new(pooled) }}

func (m *pooled) Topic() string   { return m.topic }
func (m *pooled) Payload() []byte { return m.payload }
func (m *pooled) Release() {
	m.topic, m.payload = "", m.payload[:0]
	messages.Put(m)
}

// New makes a message.
func New(topic string, payload []byte) Message {
	m := messages.Get().(*pooled)
	m.topic = topic
	m.payload = append(m.payload[:0], payload...)
	return m
}

// Router sends messages to the writers of their topic.
type Router struct {
	outs map[string]io.Writer
}

// ErrTopic says that nobody listens.
var ErrTopic = errors.New("msg: no such topic")

// Forward writes a message and releases it.
func (r *Router) Forward(m Message) error {
	out, ok := r.outs[m.Topic()]
	if !ok {
		m.Release()
		return fmt.Errorf("%w: %s", ErrTopic, m.Topic()) // want BL107
	}
	_, err := out.Write(m.Payload())
	m.Release()
	return err
}

// Send makes and forwards a message.
func (r *Router) Send(topic string, payload []byte) error {
	return r.Forward(New(topic, payload))
}
