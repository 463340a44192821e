printf 'module example.com/m\n\ngo 1.22\n' >go.mod
cat >m.go <<'END'
package main

type T struct{ n int }

func (t *T) Add(n int) { t.n += n }

func each[E any](list []E, f func(E)) {
	for _, e := range list {
		f(e)
	}
}

func main() {
	t := &T{}
	each([]int{1, 2}, t.Add)
	func() { t.Add(3) }()
}
END
for f in '(*example.com/m.T).Add' main.main 'main.main$1' 'main.each[int]' \
	'(*example.com/m.T).Add$bound'; do
	belay dump ir --func "$f" . | grep Name
done
belay dump ir example.com/m.each | sed "s|$PWD|.|"
belay dump ir main.nothing
