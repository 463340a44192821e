// undo copies the text of the newest step and lets package history drop the step then.
package main

import (
	"bufio"
	"fmt"
	"os"

	"example.com/undo-history-reads-first/history"
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
	ed.text = step.Text()
	ed.steps.Drop()
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
