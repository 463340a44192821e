// A map holds freed memory, and the program ends in one way or another.
package main

/*
#include <stdlib.h>

static void *lose(void)
{
	return malloc(40);
}

static void lost(void)
{
	void **p = lose();

	p[0] = lose(); // held by what is lost itself
	__asm__ volatile("" : : "r"(p) : "memory"); // the compiler sees it too
}
*/
import "C"

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
	"unsafe"
)

var (
	held = map[string]unsafe.Pointer{}
	kept = map[int]unsafe.Pointer{}
)

func hold() {
	held["gone"] = C.malloc(10)
	C.free(held["gone"])
}

// For a moment only, again and again.
func flicker() {
	delete(held, "gone")
	for i := 0; i < 150; i++ {
		held["gone"] = C.malloc(10)
		C.free(held["gone"])
		time.Sleep(5 * time.Millisecond)
		delete(held, "gone")
		time.Sleep(10 * time.Millisecond)
	}
}

func signals(n int) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR2)
	for i := 0; i < n; i++ {
		syscall.Kill(os.Getpid(), syscall.SIGUSR2)
		<-c
	}
	fmt.Println(n, "signals")
}

func main() {
	hold()
	switch os.Args[1] {
	case "exit":
		os.Exit(3)
	case "panic":
		panic("as planned")
	case "term":
		syscall.Kill(os.Getpid(), syscall.SIGTERM)
		time.Sleep(10 * time.Second)
	case "kill":
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
	case "exec":
		syscall.Exec("/bin/echo", []string{"echo", "another"}, os.Environ())
	case "child":
		out, err := exec.Command(os.Args[0], "exit").CombinedOutput()
		fmt.Println(string(out), err)
	case "threads":
		for i := 0; i < 30; i++ {
			go func() {
				for {
					C.free(C.malloc(3))
				}
			}()
		}
		time.Sleep(50 * time.Millisecond)
	case "signals":
		signals(500)
	case "letgo":
		time.Sleep(3500 * time.Millisecond)
		delete(held, "gone")
	case "flicker":
		flicker()
	case "leak":
		delete(held, "gone")
		for i := 0; i < 10; i++ {
			kept[i] = C.lose()
			C.lost()
		}
	case "dropped":
		delete(held, "gone")
	}
}
