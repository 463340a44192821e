// A metrics hook unpacks an interface by hand and reads the map header behind its data word.
package main

import (
	"fmt"
	"reflect"
	"unsafe"
)

type eface struct {
	typ  unsafe.Pointer
	data unsafe.Pointer
}

type mapHeader struct {
	count int
	flags uint8
	b     uint8
}

// gauge reports how full a map is, for any type of map.
func gauge(name string, m any) error {
	if reflect.TypeOf(m).Kind() != reflect.Map {
		return fmt.Errorf("gauge %s: %T is no map", name, m)
	}
	e := (*eface)(unsafe.Pointer(&m))
	h := (*mapHeader)(e.data)                           // want BL111
	fmt.Printf("%s: %d of %d\n", name, h.count, 8<<h.b) // may BL111
	return nil
}

func main() {
	users := map[int]string{1: "ada", 2: "bob"}
	seen := make(map[string]struct{}, 100)
	for id, name := range users {
		seen[fmt.Sprint(name, id)] = struct{}{}
	}
	for name, m := range map[string]any{"users": users, "seen": seen} {
		if err := gauge(name, m); err != nil {
			fmt.Println(err)
		}
	}
}
