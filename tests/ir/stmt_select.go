// Select, send and receive.
package selects

func c() chan int { return nil }
func v() int      { return 0 }
func p() *int     { return nil }

func all(a <-chan string, b chan<- any, d chan error) (n int) {
	var ok bool
	var m map[string]error
	select {
	case s := <-a:
		n = len(s)
	case b <- v():
		n = 1
	case m["x"], ok = <-d:
		if ok {
			break
		}
		n = 2
	case <-c():
		n = 3
	case e, good := <-d:
		_, n = e, 4
		_ = good
	case _ = <-a:
	case _, ok = <-a:
	case *p() = <-c():
	}
	return
}

func withDefault(a chan int) int {
	select {
	case x := <-a:
		return x
	default:
		return -1
	}
}

func defaultFirst(a, b chan int) {
	for {
		select {
		default:
			a <- 1
		case <-a:
			continue
		case <-b:
			return
		}
	}
}

func single(a chan int, m map[int]int) {
	select {
	case *p() = <-a:
	}
	select {
	case x, ok := <-a:
		_, _ = x, ok
	}
	select {
	case <-a:
	}
	select {
	case a <- v():
		break
	}
	select {
	case m[v()] = <-c():
		println(1)
	}
	select {
	default:
		println(2)
	}
}

func forever() {
	select {}
}

func labelled(a, b chan int) {
l:
	for {
	s:
		select {
		case <-a:
			break l
		case <-b:
			break s
		case x := <-c():
			_ = func() int { return x }
			continue l
		}
	}
}

func plain(a chan any) (x any, ok bool) {
	a <- 1
	x = <-a
	x, ok = <-a
	<-a
	return
}

func generic[C ~chan T, T any](a C, x T) {
	select {
	case a <- x:
	case x = <-a:
	}
	a <- x
}

func use() { generic(c(), 1) }
