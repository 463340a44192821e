// If, goto, labels, and what nothing leads to.
package control

func chain(n int) string {
	if n < 0 {
		return "negative"
	} else if n == 0 {
		return "zero"
	} else if m := n % 2; m == 0 {
		n = m
	} else {
		n = -m
	}
	if k := n; k > 0 {
	}
	return "positive"
}

func backwards(n int) (sum int) {
again:
	sum += n
	if n--; n > 0 {
		goto again
	}
	return
}

func forwards(a, b bool) int {
	if a {
		goto one
	}
	if b {
		goto two
	}
	return 0
one:
	return 1
two:
	return 2
}

func outOfBlocks(xs [][]int) int {
	for _, x := range xs {
		for _, y := range x {
			switch {
			case y < 0:
				goto negative
			case y == 0:
				continue
			}
			{
				goto done
			}
		}
	}
done:
	return 0
negative:
	return -1
}

func labels(m [][]int) (n int) {
outer:
	for i := range m {
	inner:
		for {
			switch {
			case n > 10:
				break outer
			case n > 5:
				continue outer
			case n > 2:
				break inner
			}
			n += i
		}
	}
block:
	{
		if n > 0 {
			goto next
		}
		n++
	}
next:
	if n > 3 {
		goto block
	}
_:
	n++
	return
}

func unreachable(n int) int {
	return n
	n++
	panic(n)
	goto end
	n--
end:
	return -n
}

func reachableAgain(n int) {
	for {
		n++
		break
		n--
	}
	panic("x")
	print(n)
}

func endless() int {
	for {
	}
}

func empty() {

	{
	}
	type t int
	const c = 1
L:
	goto L
}
