package main

func main() {
	z := 0
	println(1 / z)
}
