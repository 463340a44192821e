// SPDX-License-Identifier: MIT

// Ir-go builds SSA and call graphs of packages with x/tools, and prints the
// CPU seconds of each step and the peak of memory, one "word number" a line.
package main

import (
	"fmt"
	"os"
	"syscall"

	"golang.org/x/tools/go/callgraph/cha"
	"golang.org/x/tools/go/callgraph/vta"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"
)

func usage() syscall.Rusage {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	return u
}

func seconds() float64 {
	u := usage()
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

func main() {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax},
		os.Args[1:]...)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	loaded := seconds()
	prog, _ := ssautil.AllPackages(pkgs, ssa.InstantiateGenerics)
	prog.Build()
	built := seconds()
	funcs := ssautil.AllFunctions(prog)
	chaGraph := cha.CallGraph(prog)
	chaDone := seconds()
	vtaGraph := vta.CallGraph(funcs, chaGraph)
	vtaDone := seconds()
	instrs := 0
	for f := range funcs {
		for _, b := range f.Blocks {
			instrs += len(b.Instrs)
		}
	}
	fmt.Println("front", loaded)
	fmt.Println("build", built-loaded)
	fmt.Println("cha", chaDone-built)
	fmt.Println("vta", vtaDone-chaDone)
	fmt.Println("functions", len(funcs))
	fmt.Println("instructions", instrs)
	fmt.Println("nodes", len(vtaGraph.Nodes))
	fmt.Println("peak", usage().Maxrss)
}
