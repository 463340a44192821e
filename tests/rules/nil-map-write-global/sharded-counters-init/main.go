// An init function makes the map of every shard.
package main

import (
	"fmt"
	"hash/fnv"
	"os"
	"sync"
)

const nshards = 8

type shard struct {
	mu sync.Mutex
	n  map[string]uint64
}

var shards [nshards]shard

func init() {
	for i := range shards {
		shards[i].n = make(map[string]uint64)
	}
}

func shardOf(name string) *shard {
	h := fnv.New32a()
	h.Write([]byte(name))
	return &shards[h.Sum32()%nshards]
}

func add(name string, by uint64) {
	s := shardOf(name)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n[name] += by
}

func total() (sum uint64) {
	for i := range shards {
		s := &shards[i]
		s.mu.Lock()
		for _, v := range s.n {
			sum += v
		}
		s.mu.Unlock()
	}
	return sum
}

func main() {
	for _, arg := range os.Args {
		add(arg, uint64(len(arg)))
	}
	fmt.Println(total())
}
