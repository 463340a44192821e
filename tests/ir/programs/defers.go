package main

import "runtime"

// Order and arguments of deferred calls, named results, recover, Goexit.

func order() (n int) {
	for i := range 3 {
		defer func() { n = n*10 + i }()
	}
	defer println("evaluated", n)
	n = 7
	return 5
}

type noisy string

func (n noisy) done() { println("done", string(n)) }

func nested() (s string) {
	defer func() {
		s += " outer " + recover().(string)
	}()
	defer func() {
		defer func() { s = "inner " + recover().(string) }()
		panic("second")
	}()
	panic("first")
}

func again() (err error) {
	defer func() {
		err = recover().(error)
	}()
	defer func() {
		recover()
		var m map[string]int
		m["x"] = 1
	}()
	panic("gone")
}

func helper() any { return recover() }

func notDirect() (r any) {
	defer func() { r = recover() }()
	defer func() {
		if helper() != nil {
			println("wrong: recovered too deep")
		}
	}()
	panic("kept")
}

func early(n int) (r int) {
	defer func() { r++ }()
	if n > 0 {
		defer func() { r *= 2 }()
		return n
	}
	return -1
}

func loop() {
	for i := 0; i < 3; i++ {
		func() {
			defer func() {
				if e := recover(); e != nil {
					println("caught", e.(int))
				}
			}()
			if i != 1 {
				panic(i)
			}
			println("no panic", i)
		}()
	}
}

func main() {
	println(order())
	noisy("x").done()
	defer noisy("last").done()
	f := noisy("value").done
	defer f()
	println(nested())
	println(again().Error())
	println(notDirect().(string))
	println(early(0), early(4))
	loop()

	done := make(chan bool)
	go func() {
		defer close(done)
		defer println("goexit", recover() == nil)
		runtime.Goexit()
		println("not reached")
	}()
	<-done
	defer func() {
		println("recover without a panic:", recover() == nil)
	}()
}
