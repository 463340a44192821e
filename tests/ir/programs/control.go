package main

// goto, labels, switches with fallthrough, short circuits, order of evaluation.

var trace string

func t(s string, v int) int   { trace += s; return v }
func b(s string, v bool) bool { trace += s; return v }

func show(what string) {
	println(what, trace)
	trace = ""
}

func collatz(n int) (steps int) {
again:
	if n == 1 {
		return
	}
	steps++
	if n%2 == 0 {
		n /= 2
		goto again
	}
	n = 3*n + 1
	goto again
}

func class(n int) (s string) {
	switch {
	case n < 0:
		s += "negative "
		fallthrough
	case n == 0:
		s += "not positive "
	case n > 100:
		s += "big "
		if n > 1000 {
			break
		}
		s += "not huge "
		fallthrough
	default:
		s += "default "
	}
	switch x := n % 3; x {
	case 0, 1:
		s += "01"
	case 2:
		s += "2"
	}
	return
}

func matrix() (count int) {
rows:
	for i := 0; ; i++ {
		for j := 0; j < 5; j++ {
			switch {
			case i == 3:
				break rows
			case j > i:
				continue rows
			case j == 1:
				continue
			}
			count += 10*i + j
		}
	}
	return
}

type num struct{ n int }

func (x *num) inc(by int) *num { x.n += by; trace += "i"; return x }

var global = initial() + 1

func initial() int { return dependent * 2 }

var dependent = 20

func init() { println("init 1", global) }
func init() { println("init 2") }

func main() {
	println(collatz(27), matrix())
	for _, n := range []int{-3, 0, 50, 500, 5000} {
		println(n, class(n))
	}
	_ = b("a", false) && b("b", true) || b("c", true) && !b("d", false)
	show("logic")
	arr := [3]int{}
	arr[t("i", 1)] = t("l", 2) + t("r", 3)*t("s", 4)
	show("index")
	_ = []int{t("1", 1), t("2", 2), 5: t("3", 3)}
	m := map[int]int{t("k", 1): t("v", 2)}
	m[t("x", 1)] += t("y", 2)
	show("literal")
	new(num).inc(t("p", 1)).inc(t("q", 2))
	show("chain")
	x, y := t("m", 1), t("n", 2)
	x, arr[t("o", 0)] = y, x
	show("assign")
	func(a ...int) { println(len(a), arr[0], m[1]) }(t("u", 1), t("w", 2))
	show("call")
	i := 0
	for i = 0; i < 10; i++ {
		if i == 5 {
			goto end
		}
	}
end:
	println(i)
	var s []int
	for len(s) < 20 {
		s = append(s, len(s)*len(s))
	}
	println(len(s), s[19], len(append(s[:2:2], s[18:]...)), copy(s, s[10:]), s[0])
	clear(s[:5])
	println(s[0], s[5], dependent)
	str := "héllo"
	println(len(str), str[1], str[1:3], str[:1]+str[3:], str > "hello", str+"!" == "héllo!")
}
