package main

func total(cells map[string]*C.long) int {
	sum := 0
	for _, cell := range cells {
		sum += int(*cell)
	}
	return sum
}
