package main

/*
#include <stdint.h>
struct cipher_state;
*/
import "C"

import "unsafe"

// st2ptr is for calls that take a void pointer.
func st2ptr(s *C.struct_cipher_state) unsafe.Pointer { return unsafe.Pointer(s) }
