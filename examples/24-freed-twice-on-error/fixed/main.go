// SPDX-License-Identifier: MIT

// On the path where mail_send failed nothing is left to free.
package main

/*
#include "mail.h"
*/
import "C"

import (
	"errors"
	"fmt"
)

var errNoReceiver = errors.New("no receiver")

func deliver(to int) error {
	m := C.mail_new(C.int(to))
	if C.mail_send(m) != 0 {
		return errNoReceiver
	}
	fmt.Println("mail", m.to, "is on its way")
	C.mail_free(m)
	return nil
}

func main() {
	fmt.Println(deliver(7))
	fmt.Println(deliver(0))
}
