package main

func main() {
	var p *struct{ x [4]int }
	println(p.x[2])
}
