// The outer table is a sync.Map, and the plain maps in it are written by every request.
package main

import (
	"fmt"
	"os"
	"sync"
)

type usage map[string]int64

// tenants maps a tenant to its usage.
var tenants sync.Map

func charge(tenant, resource string, n int64) {
	v, _ := tenants.LoadOrStore(tenant, make(usage))
	v.(usage)[resource] += n // want BL301
}

func bill() (sum int64) {
	tenants.Range(func(_, v any) bool {
		for _, n := range v.(usage) {
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
