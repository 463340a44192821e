// SPDX-License-Identifier: MIT

// os/signal sees what is sent, and stops seeing it.
package main

// #include <signal.h>
// #include <stdlib.h>
import "C"

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	c := make(chan os.Signal, 10)
	signal.Notify(c, syscall.SIGUSR1, syscall.SIGHUP, syscall.SIGSEGV)
	for _, s := range []syscall.Signal{syscall.SIGUSR1, syscall.SIGHUP, syscall.SIGSEGV} {
		C.free(C.malloc(100))
		if err := syscall.Kill(os.Getpid(), s); err != nil {
			panic(err)
		}
		select {
		case got := <-c:
			fmt.Println(got)
		case <-time.After(10 * time.Second):
			panic("no signal")
		}
	}
	signal.Stop(c)
	signal.Ignore(syscall.SIGUSR1)
	if err := syscall.Kill(os.Getpid(), syscall.SIGUSR1); err != nil {
		panic(err)
	}
	C.raise(C.SIGUSR1)
	fmt.Println("ignored")
}
