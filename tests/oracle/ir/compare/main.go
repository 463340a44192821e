// SPDX-License-Identifier: MIT

// The oracle of the SSA form: each function as belay prints it beside the
// text of x/tools' ssa.Function.WriteTo.
//
// Functions are those that packages of a target declare, and what these
// refer to: literals, instances, wrappers, thunks, bounds.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// What -quick compares: packages of std, and modules.
var (
	quickStd = []string{"bufio", "bytes", "context", "encoding/json", "errors",
		"fmt", "iter", "maps", "net/url", "slices", "sort", "strconv",
		"strings", "sync", "text/template", "time", "unicode/utf8"}
	modules = []string{"lo", "btree", "cobra", "go-cmp", "redcon", "net",
		"protobuf", "grpc", "badger", "tools", "gonum", "exp", "etcd",
		"pebble"}
)

type options struct {
	driver, work string
	check, fresh bool
	verbose      bool
	list         *os.File
	only         string
}

func main() {
	var o options
	flag.StringVar(&o.driver, "driver", "ir_dump", "the program made of ir_dump.c")
	flag.StringVar(&o.work, "work", os.TempDir(), "where x/tools' texts are kept")
	flag.BoolVar(&o.check, "check", false, "run belay's verifier after each pass")
	flag.BoolVar(&o.fresh, "fresh", false, "ask x/tools again")
	flag.BoolVar(&o.verbose, "v", false, "tell why functions differ, and an example of each")
	flag.StringVar(&o.only, "only", "", "print both texts of functions whose name this is")
	root := flag.String("root", "", "where modules are")
	quick := flag.Bool("quick", false, "some packages of std")
	list := flag.String("list", "", "write differences there")
	flag.Parse()
	if *list != "" {
		f, err := os.Create(*list)
		if err != nil {
			fatal(err)
		}
		o.list = f
	}
	r := &report{options: &o}
	if *quick {
		r.compare("quick", "/", quickStd...)
	}
	for _, t := range targets(flag.Args(), *root, *quick) {
		if strings.Contains(t, "/") {
			r.compare(filepath.Base(t), t, "./...")
		} else {
			r.compare(t, "/", t)
		}
	}
	r.print()
	if r.failed > 0 {
		os.Exit(1)
	}
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, "ir:", err)
	os.Exit(2)
}

func targets(args []string, root string, quick bool) []string {
	if len(args) > 0 || quick {
		return args
	}
	args = []string{"std", "cmd"}
	for _, name := range modules {
		dir := filepath.Join(root, name)
		if _, err := os.Stat(filepath.Join(dir, ".fetched")); err != nil {
			fmt.Printf("skipped: %s, which fetch.sh has not brought\n", name)
			continue
		}
		args = append(args, dir)
	}
	return args
}
