// Package route numbers routes.
package route

type Route interface{ Cost() int }

type Table struct {
	ids  map[Route]int
	cost int
}

// Intern answers the number of a route, the same for equal routes.
func (t *Table) Intern(r Route) int {
	if t.ids == nil {
		t.ids = make(map[Route]int)
	}
	if id, ok := t.ids[r]; ok { // want BL202
		return id
	}
	id := len(t.ids)
	t.ids[r] = id // may BL202
	t.cost += r.Cost()
	return id
}
