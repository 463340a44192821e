// Values of maps: four kinds of keys, and as many entries as make each kind
// of table: one, a full group, one more, thousands, and in the midst of
// growing.
package main

/*
#include <stdlib.h>

struct cell { long value; struct cell *next; };

static struct cell *cell_new(long value)
{
	struct cell *c = malloc(sizeof(*c));

	c->value = value;
	c->next = NULL;
	return c;
}
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type point struct {
	x, y int32
	name string
}

// Old maps start to move when there are 6.5 entries for each of 2^n buckets;
// new ones split a table of 1024 when it is full to 7/8.
const (
	growing = 6*512 + 256 + 1
	split   = 897
)

var drop = len(os.Args) > 1 && os.Args[1] == "drop"

var (
	string1, string8, string9, string10000, stringGrowing, stringSplit map[string]*C.struct_cell
	int1, int8s, int9, int10000, intGrowing, intSplit                  map[int]*C.struct_cell
	struct1, struct8, struct9, struct10000, structGrowing, structSplit map[point]*C.struct_cell
	any1, any8, any9, any10000, anyGrowing, anySplit                   map[interface{}]*C.struct_cell
)

func stringKey(i int) string { return fmt.Sprint("key", i) }

func intKey(i int) int { return i * 7 }

func structKey(i int) point { return point{int32(i), -1, "p"} }

func anyKey(i int) interface{} {
	switch i % 3 {
	case 0:
		return i
	case 1:
		return fmt.Sprint("any", i)
	}
	return point{int32(i), 2, "any"}
}

// plant frees n values that the map keeps, or has let go of before.
func plant[K comparable](ret *map[K]*C.struct_cell, key func(int) K, n int) {
	m := map[K]*C.struct_cell{}
	*ret = m
	for i := 0; i < n; i++ {
		m[key(i)] = C.cell_new(C.long(i))
	}
	for k, c := range m {
		if drop {
			delete(m, k)
		}
		C.free(unsafe.Pointer(c))
	}
}

// plant: go-map main.string1["key0"]
func plantString1() { plant(&string1, stringKey, 1) }

// plant: go-map main.string8["key0"] 8
func plantString8() { plant(&string8, stringKey, 8) }

// plant: go-map main.string9["key0"] 9
func plantString9() { plant(&string9, stringKey, 9) }

// plant: go-map main.string10000["key0"] 10000
func plantString10000() { plant(&string10000, stringKey, 10000) }

// plant: go-map main.stringGrowing["key0"] 3329
func plantStringGrowing() { plant(&stringGrowing, stringKey, growing) }

// plant: go-map main.stringSplit["key0"] 897
func plantStringSplit() { plant(&stringSplit, stringKey, split) }

// plant: go-map main.int1[0]
func plantInt1() { plant(&int1, intKey, 1) }

// plant: go-map main.int8s[0] 8
func plantInt8() { plant(&int8s, intKey, 8) }

// plant: go-map main.int9[0] 9
func plantInt9() { plant(&int9, intKey, 9) }

// plant: go-map main.int10000[0] 10000
func plantInt10000() { plant(&int10000, intKey, 10000) }

// plant: go-map main.intGrowing[0] 3329
func plantIntGrowing() { plant(&intGrowing, intKey, growing) }

// plant: go-map main.intSplit[0] 897
func plantIntSplit() { plant(&intSplit, intKey, split) }

// plant: go-map main.struct1[{
func plantStruct1() { plant(&struct1, structKey, 1) }

// plant: go-map main.struct8[{ 8
func plantStruct8() { plant(&struct8, structKey, 8) }

// plant: go-map main.struct9[{ 9
func plantStruct9() { plant(&struct9, structKey, 9) }

// plant: go-map main.struct10000[{ 10000
func plantStruct10000() { plant(&struct10000, structKey, 10000) }

// plant: go-map main.structGrowing[{ 3329
func plantStructGrowing() { plant(&structGrowing, structKey, growing) }

// plant: go-map main.structSplit[{ 897
func plantStructSplit() { plant(&structSplit, structKey, split) }

// plant: go-map main.any1[
func plantAny1() { plant(&any1, anyKey, 1) }

// plant: go-map main.any8[ 8
func plantAny8() { plant(&any8, anyKey, 8) }

// plant: go-map main.any9[ 9
func plantAny9() { plant(&any9, anyKey, 9) }

// plant: go-map main.any10000[ 10000
func plantAny10000() { plant(&any10000, anyKey, 10000) }

// plant: go-map main.anyGrowing[ 3329
func plantAnyGrowing() { plant(&anyGrowing, anyKey, growing) }

// plant: go-map main.anySplit[ 897
func plantAnySplit() { plant(&anySplit, anyKey, split) }

func main() {
	for _, f := range []func(){
		plantString1, plantString8, plantString9, plantString10000,
		plantStringGrowing, plantStringSplit,
		plantInt1, plantInt8, plantInt9, plantInt10000,
		plantIntGrowing, plantIntSplit,
		plantStruct1, plantStruct8, plantStruct9, plantStruct10000,
		plantStructGrowing, plantStructSplit,
		plantAny1, plantAny8, plantAny9, plantAny10000,
		plantAnyGrowing, plantAnySplit,
	} {
		f()
	}
}
