// New of package flags leaves the map nil; SetCase writes it only in a range over the same map.
package main

import (
	"fmt"
	"os"
	"strings"

	"example.com/range-of-itself/flags"
)

func main() {
	s := flags.New(os.Args[0])
	s.SetCase(strings.ToLower)
	for _, arg := range os.Args[1:] {
		s.Define(arg)
	}
	s.SetCase(strings.ToUpper)
	fmt.Println(s.Defined("ALPHA"), s.Defined("alpha"))
}
