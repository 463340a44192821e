printf 'module example.com/m\n\ngo 1.22\n' >go.mod
cat >m.go <<'END'
package m

var total int

func lock()   {}
func unlock() {}

func sum(m map[string]int, each func(string)) (sum int) {
	lock()
	defer unlock()
	add := func(n int) { sum += n }
	for k, v := range m {
		each(k)
		add(v)
	}
	return sum
}
END
belay dump ir --verify | sed "s|$PWD|.|"
