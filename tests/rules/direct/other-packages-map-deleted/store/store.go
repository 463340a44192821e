// Package store is shared by the commands of the till.
package store

import "unsafe"

// Items has the items by their code.
var Items = make(map[int]unsafe.Pointer)

// Version counts the changes of Items.
var Version int

func Changed() { Version++ }
