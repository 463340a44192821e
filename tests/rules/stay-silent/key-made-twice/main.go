// The key is normalized anew for the lookup and for the delete; it may be the same, so nothing is certain.
package main

/*
#include <stdlib.h>

struct user { unsigned uid; int logins; };
*/
import "C"

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"unsafe"
)

var errUnknown = errors.New("unknown user")

type users map[string]*C.struct_user

func fold(name string) string {
	return strings.ToLower(strings.TrimSpace(name))
}

func (us users) add(name string, uid uint) error {
	if us[fold(name)] != nil {
		return errors.New(name + " exists")
	}
	u := (*C.struct_user)(C.calloc(1, C.sizeof_struct_user))
	u.uid = C.uint(uid)
	us[fold(name)] = u
	return nil
}

func (us users) login(name string) (int, error) {
	u := us[fold(name)]
	if u == nil {
		return 0, errUnknown
	}
	u.logins++
	return int(u.logins), nil
}

func (us users) remove(name string) error {
	u := us[fold(name)]
	if u == nil {
		return errUnknown
	}
	delete(us, fold(name))
	C.free(unsafe.Pointer(u))
	return nil
}

func main() {
	us := make(users)
	for i, arg := range os.Args {
		fmt.Println(us.add(arg, uint(i)))
		fmt.Println(us.login(strings.ToUpper(arg)))
	}
	fmt.Println(us.remove(os.Args[0]), us.remove("nobody"))
}
