// The key of the query cache is a struct with the text and its parameter, which is a slice for an IN list.
package main

import (
	"fmt"
	"os"
	"strings"
)

type cacheKey struct {
	text  string
	param any
}

type rows []string

type db struct {
	cache map[cacheKey]rows
	hits  int
}

func (d *db) query(text string, param any) rows {
	k := cacheKey{text, param}
	if r, ok := d.cache[k]; ok { // want BL202
		d.hits++
		return r
	}
	r := rows(strings.Fields(fmt.Sprint(text, param)))
	d.cache[k] = r // may BL202
	return r
}

func (d *db) byName(name string) rows { return d.query("name = ", name) }
func (d *db) byIDs(ids []int) rows    { return d.query("id IN ", ids) }

func main() {
	d := &db{cache: make(map[cacheKey]rows)}
	fmt.Println(len(d.byName(os.Args[0])), len(d.byName(os.Args[0])), d.hits)
	fmt.Println(len(d.byIDs([]int{1, 2, len(os.Args)})))
}
