// The functions of a group, which package group runs in goroutines, all write to one map of owners.
package main

import (
	"fmt"
	"os"

	"example.com/first-error/group"
)

type resolver struct{ suffix string }

func (r resolver) resolve(name string) (string, error) {
	if name == "" {
		return "", fmt.Errorf("empty name")
	}
	return name + r.suffix, nil
}

func resolveAll(r resolver, names []string) (map[string]string, error) {
	owners := make(map[string]string)
	var g group.Group
	for _, name := range names {
		g.Go(func() error {
			o, err := r.resolve(name)
			if err == nil {
				owners[name] = o // want BL301
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return owners, nil
}

func main() {
	owners, err := resolveAll(resolver{".example.com"}, os.Args)
	fmt.Println(owners, err)
}
