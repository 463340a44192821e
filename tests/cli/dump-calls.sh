printf 'module example.com/m\n\ngo 1.22\n' >go.mod
cat >m.go <<'END'
package main

type shape interface{ area() int }

type square int
type circle int
type blob int

func (s square) area() int { return int(s * s) }
func (c circle) area() int { return int(3 * c * c) }
func (b *blob) area() int  { return int(*b) }

func measure(s shape) int { return s.area() }

func each(list []shape, f func(shape) int) (sum int) {
	defer func() { recover() }()
	for _, s := range list {
		sum += f(s)
	}
	return
}

var kept any

func main() {
	each([]shape{square(1), square(2)}, measure)
	go measure(square(3))
	var s shape = circle(1)
	kept = s
}
END
for algorithm in static cha rta vta; do
	echo "# $algorithm"
	belay dump calls --algorithm $algorithm | grep -v unsafe
done
