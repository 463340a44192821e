// SPDX-License-Identifier: MIT

// The map holds numbers, and C is asked for the user each time.
package main

/*
#include "users.h"
*/
import "C"

import "fmt"

// online has the number of a user for each name.
var online = map[string]C.int{}

func login(name string) {
	online[name] = C.user_add().number
}

func greet(name string) {
	if u := C.user_find(online[name]); u != nil {
		u.active = 1
		fmt.Println("hello", name)
	}
}

func main() {
	login("alice")
	login("bob")
	C.users_tick()
	greet("alice")
	C.users_tick()
	greet("bob")
}
