// add hashes names to shards of a global array whose maps are all nil.
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

func shardOf(name string) *shard {
	h := fnv.New32a()
	h.Write([]byte(name))
	return &shards[h.Sum32()%nshards]
}

func add(name string, by uint64) {
	s := shardOf(name)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n[name] += by // want BL201
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
