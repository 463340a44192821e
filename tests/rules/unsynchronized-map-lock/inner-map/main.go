// The lock is held to find the inner map of a topic, and not any more to write to it.
package main

import (
	"fmt"
	"os"
	"sync"
)

type callback func(string)

type broker struct {
	mu     sync.Mutex
	topics map[string]map[int]callback
}

func (b *broker) topic(name string) map[int]callback {
	b.mu.Lock()
	defer b.mu.Unlock()
	subs, ok := b.topics[name]
	if !ok {
		subs = make(map[int]callback)
		b.topics[name] = subs
	}
	return subs
}

func (b *broker) subscribe(topic string, id int, f callback) {
	b.topic(topic)[id] = f // want BL301
}

func (b *broker) publish(topic, msg string) {
	for _, f := range b.topic(topic) { // may BL301
		f(msg)
	}
}

func main() {
	b := &broker{topics: make(map[string]map[int]callback)}
	var wg sync.WaitGroup
	var once sync.Once
	for i := range 16 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			b.subscribe("args", i, func(m string) {
				once.Do(func() { fmt.Println(m) })
			})
		}()
	}
	wg.Wait()
	b.publish("args", os.Args[0])
}
