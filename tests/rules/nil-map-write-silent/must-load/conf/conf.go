// Package conf reads assignments.
package conf

import (
	"fmt"
	"strings"
)

func Parse(args []string) (map[string]string, error) {
	c := make(map[string]string)
	for _, a := range args {
		k, v, _ := strings.Cut(a, "=")
		if k == "" {
			return nil, fmt.Errorf("conf: no name in %q", a)
		}
		c[k] = v
	}
	return c, nil
}

// Section answers what is below a name, and whether there is anything.
func Section(c map[string]string, name string) (map[string]string, bool) {
	v, ok := c[name]
	if !ok {
		return nil, false
	}
	return map[string]string{"value": v}, true
}
