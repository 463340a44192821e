// SPDX-License-Identifier: MIT

// A C function frees its argument, but only when it fails.
//
// mail_send keeps the mail for its caller when it was sent, and frees it when
// it was not. deliver cleans up on every path, so a mail without a receiver is
// freed twice. The road on which nothing fails is fine.
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
		C.mail_free(m)
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
