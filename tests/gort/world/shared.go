//go:build shared

package main

import "C"

//export world_main
func world_main() { main() }
