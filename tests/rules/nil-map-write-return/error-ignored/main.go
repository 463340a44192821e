// The error of loadLimits is printed, and then its nil map is written.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
)

func loadLimits(path string) (map[string]int, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	limits := make(map[string]int)
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		name, n, ok := strings.Cut(sc.Text(), ":")
		if !ok {
			return nil, fmt.Errorf("%s: bad line %q", path, sc.Text())
		}
		v, err := strconv.Atoi(strings.TrimSpace(n))
		if err != nil {
			return nil, err
		}
		limits[name] = v
	}
	return limits, sc.Err()
}

func main() {
	limits, err := loadLimits("limits.conf")
	if err != nil {
		fmt.Fprintln(os.Stderr, "limits:", err)
	}
	for _, arg := range os.Args[1:] {
		if _, ok := limits[arg]; !ok {
			limits[arg] = 100 // want BL201
		}
	}
	fmt.Println(limits)
}
