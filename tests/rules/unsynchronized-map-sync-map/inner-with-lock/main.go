// The outer table is a sync.Map, and what is in it has a lock beside its plain map.
package main

import (
	"fmt"
	"os"
	"sync"
)

type usage struct {
	mu sync.Mutex
	m  map[string]int64
}

// tenants maps a tenant to its usage.
var tenants sync.Map

func charge(tenant, resource string, n int64) {
	v, _ := tenants.LoadOrStore(tenant, &usage{m: make(map[string]int64)})
	u := v.(*usage)
	u.mu.Lock()
	defer u.mu.Unlock()
	u.m[resource] += n
}

func bill() (sum int64) {
	tenants.Range(func(_, v any) bool {
		u := v.(*usage)
		u.mu.Lock()
		defer u.mu.Unlock()
		for _, n := range u.m {
			sum += n
		}
		return true
	})
	return sum
}

func main() {
	var wg sync.WaitGroup
	for i, arg := range os.Args {
		wg.Add(1)
		go func() {
			defer wg.Done()
			charge("acme", arg, int64(i))
			charge("acme", "requests", 1)
		}()
	}
	wg.Wait()
	fmt.Println(bill())
}
