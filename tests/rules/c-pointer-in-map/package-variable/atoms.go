// Package atoms interns names in a package variable whose values are pointers to an incomplete C type.
package atoms

/*
#include <stdlib.h>
#include <string.h>

struct atom;

static struct atom *atom_make(const char *name)
{
	return (struct atom *)strdup(name);
}

static const char *atom_name(const struct atom *a)
{
	return (const char *)a;
}
*/
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

var (
	mu    sync.Mutex
	atoms = map[string]*C.struct_atom{} // want BL110
)

// Atom is an interned name; atoms are never freed.
type Atom struct{ p *C.struct_atom }

// Intern returns the atom of a name.
func Intern(name string) (Atom, error) {
	mu.Lock()
	defer mu.Unlock()
	if p, ok := atoms[name]; ok {
		return Atom{p}, nil
	}
	cn := C.CString(name)
	defer C.free(unsafe.Pointer(cn))
	p := C.atom_make(cn)
	if p == nil {
		return Atom{}, fmt.Errorf("atoms: no memory for %q", name)
	}
	atoms[name] = p
	return Atom{p}, nil
}

// String is the name of the atom.
func (a Atom) String() string {
	if a.p == nil {
		return ""
	}
	return C.GoString(C.atom_name(a.p))
}

// Same says whether two atoms are one.
func Same(a, b Atom) bool { return a.p == b.p }
