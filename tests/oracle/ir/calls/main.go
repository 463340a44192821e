// SPDX-License-Identifier: MIT

// The oracle of call graphs: what belay says who calls whom, beside the
// graphs of x/tools' go/callgraph, edge by edge.
//
// An edge is missing when x/tools has it and belay has not.  For VTA that is
// a failure, and so is a graph with more edges than x/tools' CHA.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/ssa"

	"belay.test/oracle/ir/program"
)

// What -quick compares: packages of std, and modules.
var (
	small      = []string{"btree"}
	quickStd   = "fmt"
	modules    = []string{"btree", "cobra", "go-cmp", "lo", "redcon", "protobuf", "net", "badger", "grpc", "tools", "gonum", "etcd", "pebble"}
	algorithms = []string{"static", "cha", "rta", "vta", "rta-vta"}
)

type options struct {
	belay, root, work string
	list              *os.File
	keep              bool
}

func main() {
	var o options
	flag.StringVar(&o.belay, "belay", "belay", "the command")
	flag.StringVar(&o.root, "root", "", "where modules are")
	flag.StringVar(&o.work, "work", os.TempDir(), "where edges are kept")
	flag.BoolVar(&o.keep, "keep", false, "keep the edges of both sides")
	quick := flag.Bool("quick", false, "little")
	list := flag.String("list", "", "write missing edges of VTA there")
	flag.Parse()
	if *list != "" {
		f, err := os.Create(*list)
		if err != nil {
			fatal(err)
		}
		o.list = f
	}
	targets := flag.Args()
	if len(targets) == 0 {
		targets = defaults(o.root, *quick)
	}
	passed, failed := 0, 0
	fmt.Printf("%-12s %-8s %9s %9s %9s %9s %9s %9s\n", "target", "graph",
		"functions", "theirs", "ours", "missing", "extra", "over CHA")
	for _, t := range targets {
		p, f, err := o.compare(t)
		if err != nil {
			fmt.Printf("%s: %v\n", t, err)
			f++
		}
		passed, failed = passed+p, failed+f
	}
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		os.Exit(1)
	}
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, "calls:", err)
	os.Exit(2)
}

func defaults(root string, quick bool) []string {
	targets, names := []string{"std", "cmd"}, modules
	if quick {
		targets, names = []string{quickStd}, small
	}
	for _, name := range names {
		dir := filepath.Join(root, name)
		if _, err := os.Stat(filepath.Join(dir, ".fetched")); err == nil {
			targets = append(targets, dir)
		} else {
			fmt.Printf("skipped: %s, which fetch.sh has not brought\n", name)
		}
	}
	return targets
}

// compare runs all algorithms over one target.
func (o *options) compare(target string) (passed, failed int, err error) {
	dir, pattern := target, "./..."
	if !strings.Contains(target, "/") || target == "cmd" {
		dir, pattern = "/", target
	}
	name := filepath.Base(target)
	p, err := program.Load(dir, ssa.InstantiateGenerics, pattern)
	if err != nil {
		return 0, 0, err
	}
	for _, b := range p.Broken {
		fmt.Printf("%s: left out: %s\n", name, b)
	}
	theirs := newGraphs(p)
	for _, algorithm := range algorithms {
		t := theirs.edges(algorithm)
		ours, err := o.ours(dir, algorithm, p)
		if err != nil {
			return passed, failed, fmt.Errorf("%s: %w", algorithm, err)
		}
		missing, extra := difference(t, ours), difference(ours, t)
		if o.keep {
			o.write(name+"."+algorithm+".missing", missing)
			o.write(name+"."+algorithm+".extra", extra)
		}
		over := max(0, len(ours)-len(theirs.edges("cha")))
		bad := over > 0 && algorithm != "static"
		if strings.HasSuffix(algorithm, "vta") {
			bad = bad || len(missing) > 0
			for _, e := range missing {
				if o.list != nil {
					fmt.Fprintf(o.list, "%s %s %s\n", name, algorithm, e)
				}
			}
		}
		if bad {
			failed++
		} else {
			passed++
		}
		fmt.Printf("%-12s %-8s %9d %9d %9d %9d %9d %9d\n", name, algorithm,
			len(theirs.all), len(t), len(ours), len(missing), len(extra), over)
	}
	return passed, failed, nil
}

func (o *options) write(name string, lines []string) {
	text := strings.Join(lines, "\n") + "\n"
	if err := os.WriteFile(filepath.Join(o.work, name), []byte(text), 0o666); err != nil {
		fatal(err)
	}
}
