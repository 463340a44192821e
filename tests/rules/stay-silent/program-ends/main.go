// After the free of what the globals hold, every path ends the program with os.Exit or log.Fatal.
package main

/*
#include <stdlib.h>

struct term { int cols, rows; int saved; };

static struct term *term_open(void)
{
	struct term *t = calloc(1, sizeof(*t));

	if (t) {
		t->cols = 80;
		t->rows = 25;
	}
	return t;
}
*/
import "C"

import (
	"fmt"
	"log"
	"os"
	"strconv"
	"unsafe"
)

// screen is set once, before anything is drawn.
var screen *C.struct_term

func setup() {
	if screen = C.term_open(); screen == nil {
		log.Fatal("no terminal")
	}
}

func restore() { C.free(unsafe.Pointer(screen)) }

// die ends the program with the terminal as it was.
func die(format string, args ...any) {
	restore()
	log.Fatalf(format, args...)
}

func draw(percent int) {
	if percent > 100 {
		die("%d%% is too much", percent)
	}
	width := int(screen.cols) * percent / 100
	fmt.Printf("%*s\n", width, "|")
}

func main() {
	setup()
	for _, arg := range os.Args[1:] {
		n, err := strconv.Atoi(arg)
		if err != nil {
			die("%v", err)
		}
		draw(n)
	}
	restore()
	os.Exit(0)
}
