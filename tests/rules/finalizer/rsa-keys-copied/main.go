// The finalizer of a key frees the modulus, and the global table has a Go copy of it.
package main

/*
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"encoding/hex"
	"fmt"
	"runtime"
	"unsafe"
)

const modLen = 32

// moduli lets a peer find a modulus by the name of its key.
var moduli = map[string][]byte{}

// Key is a key of the C library.
type Key struct {
	n    unsafe.Pointer
	name string
}

func (k *Key) free() {
	C.free(k.n)
	k.n = nil
}

func Generate(name string, seed byte) (*Key, error) {
	if _, ok := moduli[name]; ok {
		return nil, fmt.Errorf("key %s exists", name)
	}
	k := &Key{n: C.malloc(modLen), name: name}
	C.memset(k.n, C.int(seed), modLen)
	moduli[name] = C.GoBytes(k.n, modLen)
	runtime.SetFinalizer(k, (*Key).free)
	return k, nil
}

func (k *Key) Sign(msg []byte) byte {
	sum := *(*byte)(k.n)
	for _, b := range msg {
		sum = sum*31 + b
	}
	runtime.KeepAlive(k)
	return sum
}

func Fingerprint(name string) string {
	return hex.EncodeToString(moduli[name])
}

func main() {
	for i, name := range []string{"host", "ca"} {
		k, err := Generate(name, byte(i+1))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(k.Sign([]byte("hello")))
	}
	runtime.GC()
	fmt.Println(Fingerprint("host"))
}
