package main

func main() {
	defer func() {
		e := recover()
		println("got", e.(string))
		panic(e.(string) + " again")
	}()
	panic("line one\nline two")
}
