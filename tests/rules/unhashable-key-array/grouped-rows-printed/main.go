// group uses an array of two column values as key, printed to strings.
package main

import (
	"fmt"
	"os"
)

type row map[string]any

func group(rows []row, by [2]string) map[[2]string]int {
	counts := make(map[[2]string]int)
	for _, r := range rows {
		k := [2]string{fmt.Sprint(r[by[0]]), fmt.Sprint(r[by[1]])}
		counts[k]++
	}
	return counts
}

func load(args []string) (rows []row) {
	for i, a := range args {
		rows = append(rows, row{
			"name": a,
			"even": i%2 == 0,
			"tags": []string{a[:1], a[len(a)-1:]},
		})
	}
	return rows
}

func main() {
	rows := load(os.Args)
	fmt.Println(len(group(rows, [2]string{"name", "even"})))
	fmt.Println(len(group(rows, [2]string{"even", "tags"})))
}
