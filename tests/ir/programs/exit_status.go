package main

import "os"

func main() {
	defer println("not run")
	println("leaving")
	os.Exit(7)
}
