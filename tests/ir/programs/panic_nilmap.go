package main

func main() {
	type m map[string][]int
	var x m
	x["a"] = append(x["a"], 1)
}
