// Revoke takes the token out of the sync.Map with LoadAndDelete, so that one goroutine at most frees it.
package main

/*
#include <stdlib.h>

typedef struct { unsigned scopes; long expires; } token_t;
*/
import "C"

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"unsafe"
)

// tokens maps the id of a token to a *C.token_t.
var tokens sync.Map

func Issue(id string, scopes uint) bool {
	t := (*C.token_t)(C.calloc(1, C.sizeof_token_t))
	t.scopes = C.uint(scopes)
	if _, taken := tokens.LoadOrStore(id, t); taken {
		C.free(unsafe.Pointer(t))
		return false
	}
	return true
}

func Check(id string, scope uint) bool {
	v, ok := tokens.Load(id)
	if !ok {
		return false
	}
	t := v.(*C.token_t)
	return uint(t.scopes)&scope != 0
}

func Revoke(id string) {
	v, ok := tokens.LoadAndDelete(id)
	if !ok {
		return
	}
	C.free(unsafe.Pointer(v.(*C.token_t)))
}

func handle(w http.ResponseWriter, r *http.Request) {
	id := r.Header.Get("X-Token")
	scopes, _ := strconv.Atoi(r.FormValue("scopes"))
	switch r.Method {
	case http.MethodPost:
		fmt.Fprintln(w, Issue(id, uint(scopes)))
	case http.MethodDelete:
		Revoke(id)
	default:
		fmt.Fprintln(w, Check(id, uint(scopes)))
	}
}

func main() {
	http.HandleFunc("/token", handle)
	if err := http.ListenAndServe("localhost:0", nil); err != nil {
		fmt.Println(err)
	}
}
