// SPDX-License-Identifier: MIT

// Package driver lets belay check packages that are given as a list, and
// goes on when it breaks down.
package driver

import (
	"bufio"
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"belay.test/oracle/types/source"
)

// A package that takes longer than this has made belay hang; a program that
// breaks down for so many packages is not worth starting again.
const (
	patience = 40 * time.Second
	tooBad   = 25
)

// Run gives what belay prints of each package that is left to take, or why
// it broke down there: then belay starts again without that package.
//
// The program is made of types_dump.c: it reads what ../given.h describes,
// and prints "## ID" before it begins with any package, then what it knows
// of it.
func Run(program string, all []*source.Package, left map[string]bool,
	take func(id string, text []byte, broke string)) error {
	var skip []string
	for {
		last := ""
		err := runOnce(program, all, left, skip,
			func(id string, text []byte, whole bool) {
				if last = id; whole {
					delete(left, id)
					take(id, text, "")
				}
			})
		if err == nil {
			return nil
		}
		if last == "" || len(skip) == tooBad {
			return fmt.Errorf("%s: %w", program, err)
		}
		take(last, nil, err.Error())
		delete(left, last)
		skip = append(skip, last)
	}
}

// Given is what the driver reads.
func Given(all []*source.Package, want map[string]bool) string {
	var b strings.Builder
	for _, p := range all {
		p.Give(&b, want[p.ImportPath])
	}
	b.WriteString("end\n")
	return b.String()
}

// runOnce hands on each package twice: when the driver begins with it, and,
// whole, when it is through.
func runOnce(program string, all []*source.Package, left map[string]bool,
	skip []string, take func(id string, text []byte, whole bool)) error {
	args := []string{}
	for _, id := range skip {
		args = append(args, "-skip", id)
	}
	cmd := exec.Command(program, args...)
	cmd.Stdin = strings.NewReader(Given(all, left))
	var problems bytes.Buffer
	cmd.Stderr = &problems
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	hung := time.AfterFunc(patience, func() { cmd.Process.Kill() })
	var text []byte
	id := ""
	out := bufio.NewReaderSize(pipe, 1<<20)
	for {
		line, err := out.ReadSlice('\n')
		if err == bufio.ErrBufferFull { // a long constant
			text = append(text, line...)
			continue
		}
		if err != nil {
			break
		}
		if next, is := bytes.CutPrefix(line, []byte("## ")); is {
			hung.Reset(patience)
			if id != "" {
				take(id, text, true)
			}
			text = text[:0]
			if id = string(bytes.TrimSuffix(next, []byte("\n"))); id == "END" {
				id = ""
				continue
			}
			take(id, nil, false)
			continue
		}
		text = append(text, line...)
	}
	err = cmd.Wait()
	if !hung.Stop() {
		return fmt.Errorf("it hangs")
	}
	if err == nil && id != "" {
		err = fmt.Errorf("it stopped")
	}
	if err != nil {
		return fmt.Errorf("%w: %.2000s", err, problems.Bytes())
	}
	return nil
}
