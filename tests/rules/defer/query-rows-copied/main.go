// load copies the rows out of the connection before its own defer closes the connection.
package main

import (
	"fmt"
	"os"

	"example.com/query-rows-copied/kv"
)

func load(bucket string, keys []string) ([]byte, error) {
	db, err := kv.Open(bucket)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	for i, k := range keys {
		db.Append(k, i)
	}
	page := db.Page()
	out := make([]byte, len(page))
	copy(out, page)
	return out, nil
}

func main() {
	page, err := load("main", os.Args)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(len(page), page[0])
}
