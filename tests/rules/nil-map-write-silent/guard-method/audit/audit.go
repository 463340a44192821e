// Package audit keeps what was done; the zero Log keeps nothing.
package audit

type Log struct {
	limit   int
	actions map[string][]string
}

func Open(limit int) *Log {
	l := &Log{limit: limit}
	l.actions = make(map[string][]string)
	return l
}

func (l *Log) Enabled() bool { return l != nil && l.actions != nil }

func (l *Log) Record(who, what string) {
	if !l.Enabled() || len(l.actions[who]) >= l.limit {
		return
	}
	l.actions[who] = append(l.actions[who], what)
}

func (l *Log) Count(who string) int { return len(l.actions[who]) }
