// undo lets package history drop the newest step, which frees it, and then reads the text of that step.
package main

import (
	"bufio"
	"fmt"
	"os"

	"example.com/undo-history/history"
)

type editor struct {
	text  string
	steps *history.History
}

func (ed *editor) insert(s string) {
	ed.steps.Push(ed.text)
	ed.text += s
}

func (ed *editor) undo() bool {
	step, ok := ed.steps.Newest()
	if !ok {
		return false
	}
	ed.steps.Drop()
	ed.text = step.Text() // want BL101
	return true
}

func main() {
	ed := &editor{steps: history.New(3)}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		if in.Text() == "u" {
			fmt.Println(ed.undo())
			continue
		}
		ed.insert(in.Text())
	}
	fmt.Println(ed.text)
}
