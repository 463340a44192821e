// drop frees an item of the exported map store.Items and does not delete it there.
package main

/*
#include <stdlib.h>

struct item { int stock; int price; };
*/
import "C"

import (
	"fmt"
	"os"
	"strconv"
	"unsafe"

	"example.com/other-packages-map/store"
)

func add(code, price int) {
	if _, ok := store.Items[code]; ok {
		return
	}
	it := (*C.struct_item)(C.malloc(C.sizeof_struct_item))
	it.stock, it.price = 1, C.int(price)
	store.Items[code] = unsafe.Pointer(it)
}

func price(code int) (int, bool) {
	it := (*C.struct_item)(store.Items[code])
	if it == nil {
		return 0, false
	}
	return int(it.price), true
}

func drop(code int) {
	p, ok := store.Items[code]
	if !ok || (*C.struct_item)(p).stock > 1 {
		return
	}
	C.free(p) // want BL102 "Items"
	store.Changed()
}

func main() {
	for i, arg := range os.Args[1:] {
		code, err := strconv.Atoi(arg)
		if err != nil {
			continue
		}
		add(code, i*100)
		fmt.Println(price(code + 1))
		drop(code)
	}
	fmt.Println(store.Version)
}
