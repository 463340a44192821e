// The cache registers a function that removes the texture, and the package calls it before the free.
package main

import (
	"fmt"
	"os"

	"example.com/owner-knows/gpu"
)

type cache struct {
	byTex map[*gpu.Texture]string
	bytes int
}

func (c *cache) forget(t *gpu.Texture) {
	c.bytes -= 4 * t.Size()
	delete(c.byTex, t)
}

func (c *cache) load(name string, edge int) (*gpu.Texture, error) {
	t, err := gpu.NewTexture(uint(len(c.byTex)), edge, edge, c.forget)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c.byTex[t] = name
	c.bytes += 4 * t.Size()
	return t, nil
}

func (c *cache) total() (sum int) {
	for t := range c.byTex {
		sum += 4 * t.Size()
	}
	return sum
}

func main() {
	c := &cache{byTex: make(map[*gpu.Texture]string)}
	for i, name := range os.Args {
		t, err := c.load(name, i+8)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return
		}
		if i%2 == 1 {
			t.Destroy()
		}
	}
	fmt.Println(c.total() == c.bytes)
	for t := range c.byTex {
		t.Destroy()
	}
	fmt.Println(c.bytes)
}
