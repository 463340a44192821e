package main

// Arrays and structs are values: where they are copied, and where not.

type point struct{ x, y int }

type grid struct {
	cells [2][2]point
	name  string
}

func change(g grid) grid {
	g.cells[0][0].x = 99
	g.name = "changed"
	return g
}

func (p point) moved(d int) point { p.x += d; return p }
func (p *point) move(d int)       { p.x += d }

func main() {
	a := [3]int{1, 2, 3}
	b := a
	b[0] = 10
	println(a[0], b[0], a == b, a == [3]int{1, 2, 3})

	g := grid{name: "g"}
	h := change(g)
	println(g.cells[0][0].x, g.name, h.cells[0][0].x, h.name)
	g.cells[1][1] = point{3, 4}
	p := g.cells[1][1]
	q := &g.cells[1][1]
	q.move(5)
	println(p.x, q.x, g.cells[1][1].x, p.moved(1).x, p.x)

	// The array that is ranged over is copied first, the slice is not.
	for i, v := range a {
		a[2] = 50
		println(i, v)
	}
	s := a[:]
	for i, v := range s {
		s[2] = 60
		println(i, v)
	}

	m := map[string]point{"a": {1, 2}}
	v := m["a"]
	v.x = 7
	println(m["a"].x, v.x, m["none"].y, len(m))
	m["a"] = v.moved(1)
	println(m["a"].x)

	var i any = a
	a[0] = -1
	println(i.([3]int)[0], a[0], i == any([3]int{1, 2, 60}))

	x, y := 1, 2
	x, y = y, x
	println(x, y)
	t := []int{0, 1, 2}
	k := 0
	k, t[k] = 2, 7
	println(k, t[0], t[2])

	c := make(chan [2]int, 1)
	w := [2]int{1, 2}
	c <- w
	w[0] = 9
	println((<-c)[0], w[0])
	arr := *(*[2]int)(t)
	t[1] = 44
	println(arr[1], (*[2]int)(t)[1], cap(t[1:2]), cap(t[1:2:2]))
}
