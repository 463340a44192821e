// SPDX-License-Identifier: MIT

// Command ask says what go/constant answers.
//
// It prints operations, one a line, on a machine of 256 registers that hold
// constant values, and after a tab what Go answers:
//
//	lit 17 FLOAT 312e35	Float 1 3/2 1.5 ...
//
// The operations are random but for the seed, with many literals and numbers
// from the edges of what the representations of a value can hold.  Texts are
// in hexadecimal.  ../constant_replay.c reads this, and answers again.
//
// An operation that Go refuses by a panic has the answer of an unknown value.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"strconv"
	"unicode"
)

func main() {
	seed := flag.Int64("seed", 1, "start of the random numbers")
	count := flag.Int("n", 100000, "how many random operations")
	printable := flag.Bool("printable", false, "write src/types/printable.def")
	flag.Parse()

	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	if *printable {
		writePrintable(out)
		return
	}
	m := newMachine(out)
	g := newGenerator(m, *seed)
	g.edges()
	for m.lines < *count {
		g.step()
	}
}

// writePrintable writes the ranges of code points that strconv prints.
func writePrintable(out *bufio.Writer) {
	fmt.Fprintf(out, "/*\n * The code points that Go prints as they are, "+
		"in Unicode %s: letters,\n * marks, numbers, punctuation, "+
		"symbols and the ASCII space (strconv.IsPrint).\n * Written by "+
		"tests/oracle/constant/ask, with -printable.\n */\n", unicode.Version)
	n := 0
	first := rune(-1)
	for r := rune(0); r <= unicode.MaxRune+1; r++ {
		switch good := r <= unicode.MaxRune && strconv.IsPrint(r); {
		case good && first < 0:
			first = r
		case !good && first >= 0:
			if n++; n > 1 {
				separator := "\n"
				if n%3 != 1 {
					separator = " "
				}
				out.WriteString(separator)
			}
			fmt.Fprintf(out, "RANGE(%#x, %#x)", first, r-1)
			first = -1
		}
	}
	out.WriteString("\n")
}
