// load answers rows that lie in the memory of a connection that its own defer closes.
package main

import (
	"fmt"
	"os"

	"example.com/query-rows/kv"
)

func load(bucket string, keys []string) ([]byte, error) {
	db, err := kv.Open(bucket)
	if err != nil {
		return nil, err
	}
	defer db.Close() // or BL101|BL102
	for i, k := range keys {
		db.Append(k, i)
	}
	return db.Page(), nil // or BL101|BL102
}

func main() {
	page, err := load("main", os.Args)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(len(page), page[0]) // may BL101
}
