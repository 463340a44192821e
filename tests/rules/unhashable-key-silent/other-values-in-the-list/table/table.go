// Package table counts the values of rows.
package table

type key struct {
	column int
	value  any
}

type Table struct {
	counts map[key]int
	rest   []any
}

func New() *Table { return &Table{counts: make(map[key]int)} }

func keyOf(column int, v any) (key, bool) {
	switch v := v.(type) {
	case string:
		return key{column, v}, true
	case int:
		return key{column, int64(v)}, true
	}
	return key{}, false
}

// Add takes a row; what is no name and no number is not counted.
func (t *Table) Add(row ...any) {
	for i, v := range row {
		k, ok := keyOf(i, v)
		if !ok {
			t.rest = append(t.rest, v)
			continue
		}
		t.counts[k]++
	}
}

func (t *Table) Len() int  { return len(t.counts) }
func (t *Table) Rest() int { return len(t.rest) }
