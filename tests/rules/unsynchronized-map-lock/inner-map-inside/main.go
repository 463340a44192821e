// The lock is held until the inner map of the topic was written or copied.
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

func (b *broker) topicLocked(name string) map[int]callback {
	subs, ok := b.topics[name]
	if !ok {
		subs = make(map[int]callback)
		b.topics[name] = subs
	}
	return subs
}

func (b *broker) subscribe(topic string, id int, f callback) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.topicLocked(topic)[id] = f
}

func (b *broker) publish(topic, msg string) {
	b.mu.Lock()
	var subs []callback
	for _, f := range b.topicLocked(topic) {
		subs = append(subs, f)
	}
	b.mu.Unlock()
	for _, f := range subs {
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
