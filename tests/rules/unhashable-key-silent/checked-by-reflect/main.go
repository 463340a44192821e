// Values that cannot be compared are kept in a list, as reflect says, and the others in a map.
package main

import (
	"fmt"
	"os"
	"reflect"
)

type entry struct {
	key any
	n   int
}

type counter struct {
	fast map[any]int
	slow []entry
}

func (c *counter) add(key any) {
	if key == nil || reflect.TypeOf(key).Comparable() {
		c.fast[key]++
		return
	}
	for i := range c.slow {
		if reflect.DeepEqual(c.slow[i].key, key) {
			c.slow[i].n++
			return
		}
	}
	c.slow = append(c.slow, entry{key, 1})
}

func main() {
	c := &counter{fast: make(map[any]int)}
	for i, arg := range os.Args {
		c.add(arg)
		c.add(i)
		c.add([]string{arg[:1]})
	}
	c.add(nil)
	fmt.Println(len(c.fast), len(c.slow))
}
