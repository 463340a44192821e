package main

func main() {
	defer func() {
		defer func() { panic(3) }()
		panic("two")
	}()
	panic(1.5)
}
