// Package bus hands events to one hook.
package bus

type Event struct {
	Name string
	Size int
}

// Bus calls OnEvent, when it is set, for each event.
type Bus struct {
	OnEvent func(Event)
	sent    int
}

func (b *Bus) Publish(e Event) {
	b.sent++
	if b.OnEvent != nil {
		b.OnEvent(e)
	}
}

func (b *Bus) Sent() int { return b.sent }
