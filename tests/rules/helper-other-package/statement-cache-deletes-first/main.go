// Forget takes the statement out of the cache before package native finalizes it.
package main

import (
	"fmt"
	"os"
	"strings"

	"example.com/statement-cache-deletes-first/native"
)

// stmtCache remembers prepared statements by their text.
type stmtCache struct {
	byText map[string]native.Stmt
	limit  int
}

func (c *stmtCache) prepare(text string) (native.Stmt, error) {
	key := strings.TrimSpace(text)
	if st, ok := c.byText[key]; ok {
		return st, nil
	}
	if len(c.byText) >= c.limit {
		return native.Stmt{}, fmt.Errorf("more than %d statements", c.limit)
	}
	st, err := native.Prepare(key)
	if err != nil {
		return native.Stmt{}, err
	}
	c.byText[key] = st
	return st, nil
}

func (c *stmtCache) forget(key string) {
	if st, ok := c.byText[key]; ok {
		delete(c.byText, key)
		native.Finalize(st)
	}
}

func main() {
	c := &stmtCache{byText: map[string]native.Stmt{}, limit: 8}
	for _, text := range os.Args {
		st, err := c.prepare(text)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		fmt.Println(native.Params(st))
	}
	c.forget(os.Args[0])
}
