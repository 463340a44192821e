// The functions of a group write to a sync.Map, which becomes a map when all of them are done.
package main

import (
	"fmt"
	"os"
	"sync"

	"example.com/first-error-sync-map/group"
)

type resolver struct{ suffix string }

func (r resolver) resolve(name string) (string, error) {
	if name == "" {
		return "", fmt.Errorf("empty name")
	}
	return name + r.suffix, nil
}

func resolveAll(r resolver, names []string) (map[string]string, error) {
	var found sync.Map
	var g group.Group
	for _, name := range names {
		g.Go(func() error {
			o, err := r.resolve(name)
			if err == nil {
				found.Store(name, o)
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	owners := make(map[string]string)
	found.Range(func(k, v any) bool {
		owners[k.(string)] = v.(string)
		return true
	})
	return owners, nil
}

func main() {
	owners, err := resolveAll(resolver{".example.com"}, os.Args)
	fmt.Println(owners, err)
}
