// SPDX-License-Identifier: MIT

// A map has raw pointers to users that C frees when it likes.
//
// Nothing in Go frees anything. users_tick drops whoever was idle since the
// last tick from the list of C, and the map cannot hear of it. That its values
// are raw C pointers is what belay check notes with --level note.
package main

/*
#include "users.h"
*/
import "C"

import "fmt"

// online has a user for each name.
var online = map[string]*C.struct_user{}

func login(name string) {
	online[name] = C.user_add()
}

func greet(name string) {
	if u := online[name]; u != nil {
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
