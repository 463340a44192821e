// logger_put frees only the prefix inside the static logger, so the logger in the map stays good.
package main

/*
#include <stdlib.h>
#include "log.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

var errPrefix = errors.New("logger: out of memory")

var loggers = map[string]*C.struct_logger{}

func logger(name string) (*C.struct_logger, error) {
	l, ok := loggers[name]
	if !ok {
		l = C.logger_get()
		loggers[name] = l
	}
	if l.prefix == nil {
		cs := C.CString(name)
		defer C.free(unsafe.Pointer(cs))
		if C.logger_setprefix(l, cs) != 0 {
			return nil, errPrefix
		}
	}
	return l, nil
}

func log(name, text string) error {
	l, err := logger(name)
	if err != nil {
		return err
	}
	l.lines++
	fmt.Println(C.GoString(l.prefix), int(l.lines), text)
	return nil
}

func reset(name string) {
	if l, ok := loggers[name]; ok {
		C.logger_put(l)
	}
}

func main() {
	for _, text := range []string{"start", "work", "stop"} {
		if err := log("main", text); err != nil {
			fmt.Println(err)
		}
		reset("main")
	}
}
