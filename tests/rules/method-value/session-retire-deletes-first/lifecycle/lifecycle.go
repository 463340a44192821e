// Package lifecycle retires things and remembers that it did.
package lifecycle

type Log struct {
	lines []string
	limit int
}

func NewLog(limit int) *Log { return &Log{limit: limit} }

// Retire runs end now.
func (l *Log) Retire(what string, end func()) {
	if len(l.lines) == l.limit {
		l.lines = l.lines[1:]
	}
	l.lines = append(l.lines, what)
	end()
}
