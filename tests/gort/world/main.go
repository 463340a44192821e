// World has a value of every kind, and maps in every state; it prints them,
// then waits to be read from outside.
package main

import (
	"bufio"
	"fmt"
	"os"
	"sync"
	"time"
	"unsafe"

	"example.com/world/show"
)

type small struct {
	a uint8
	b int64
	c string
}

type key struct {
	x, y int32
	name string
}

type big struct {
	v [20]uint64
}

type node struct {
	name string
	next *node
	kids []*node
	attr map[string]interface{}
	done chan bool
}

type pair[K comparable, V any] struct {
	k K
	v V
	m map[K]V
}

type shape interface{ area() float64 }
type square struct{ side float64 }
type circle struct{ r *float64 }

func (s square) area() float64  { return s.side * s.side }
func (c *circle) area() float64 { return *c.r }

// Objects whose pointers are described in different ways.
type medium struct {
	name string
	pad  [60]uint64
	ptr  *inner
	e    interface{}
}

type large struct {
	pad  [5000]uint64
	last *inner
}

type huge [3000]small

type inner struct{ depth int }
type outer struct {
	inner
	*node
	f  func()
	e  error
	z  struct{}
	ar [3]inner
}

var (
	aBool    = true
	anInt    = -5
	anInt8   = int8(-8)
	aUint16  = uint16(65000)
	aUintptr = uintptr(1) << 40
	aFloat   = 1.5
	aFloat32 = float32(2.25)
	aString  = "hello"
	anArray  = [3]small{{1, 2, "x"}, {3, 4, "y"}, {5, -6, ""}}
	aSlice   = []int{1, 2, 3}
	noSlice  []string
	aPointer = &small{9, 10, "p"}
	aFunc    = func() {}
	anUnsafe = unsafe.Pointer(&anInt)
	nobody   *node

	anAny     interface{} = small{1, 2, "in any"}
	anAnyPtr  interface{} = &small{3, 4, "pointer in any"}
	anAnyMap  interface{} = map[string]int{"a": 1, "b": 2}
	anAnyInt  interface{} = 77
	anAnyNil  interface{}
	aShape    shape = square{3}
	aShapePtr shape
	anOuter   outer
	aList     *node
	aPair     pair[string, []int]
	aMedium   *medium
	aLarge    *large
	aHuge     *huge

	mNil       map[string]int
	mEmpty     = map[string]int{}
	mOne       = map[string]*small{"one": {1, 1, "1"}}
	m8         = map[int]string{}
	m9         = map[int]string{}
	m10000     = map[int]int{}
	mStrings   = map[string]string{}
	mStruct    = map[key]int{}
	mAny       = map[interface{}]interface{}{}
	mBigKey    = map[big]int{}
	mBigElem   = map[string]big{}
	mSet       = map[int64]struct{}{}
	mBytes     = map[uint8]bool{}
	mFloat     = map[float64]int8{}
	mOfMaps    = map[string]map[int]string{}
	mPointers  = map[*small]int{}
	mGrowing   = map[int]int{}
	mGrowing2  = map[string]big{}
	mSameSize  = map[int]int{}
	mDeleted   = map[int]int{}
	mHalf      = map[string]int{}
	mHint      = make(map[uint32]uint16, 1000)
	mArrays    = map[[2]string][3]int16{}
	mNested    = map[string][]map[string]int{}
	mNamed     named
	cEmpty     chan int
	cRing      = make(chan *small, 4)
	cBig       = make(chan big, 2)
	syncNone   sync.Map
	syncOne    sync.Map
	syncMixed  sync.Map
	syncMany   sync.Map
	syncInside counted
)

type counted struct {
	n int
	m sync.Map
}

type named map[string]shape

func fillMaps() {
	for i := 0; i < 8; i++ {
		m8[i] = fmt.Sprint("v", i)
	}
	for i := 0; i < 9; i++ {
		m9[i] = fmt.Sprint("v", i)
		mOfMaps[fmt.Sprint(i)] = map[int]string{i: "x", i + 1: "y"}
		mPointers[&small{uint8(i), 0, ""}] = i
		mArrays[[2]string{"a", fmt.Sprint(i)}] = [3]int16{int16(i), -1, 2}
		mNested[fmt.Sprint(i)] = []map[string]int{{"k": i}, nil}
	}
	for i := 0; i < 10000; i++ {
		m10000[i] = i * i
		mStrings[fmt.Sprint("key ", i)] = fmt.Sprint("value ", i)
		mStruct[key{int32(i), -int32(i), fmt.Sprint(i)}] = i
		mSet[int64(i)] = struct{}{}
		mHalf[fmt.Sprint(i)] = i
	}
	for i := 0; i < 10000; i += 2 {
		delete(mHalf, fmt.Sprint(i))
	}
	for i := 0; i < 300; i++ {
		mBytes[uint8(i)] = i%2 == 0
		mFloat[float64(i)/2] = int8(i)
		mBigKey[big{[20]uint64{uint64(i), 1}}] = i
		mBigElem[fmt.Sprint(i)] = big{[20]uint64{5, uint64(i)}}
		mHint[uint32(i)] = uint16(i)
		mDeleted[i] = i
	}
	for i := 0; i < 300; i++ {
		delete(mDeleted, i)
	}
	mAny[1] = "int"
	mAny["s"] = 1.5
	mAny[key{1, 2, "k"}] = []int{1}
	mAny[2.5] = nil
	mAny[square{2}] = &small{7, 7, "seven"}
	mNamed = named{"sq": square{4}, "nil": nil}
}

// A table of 2^10 buckets grows at entry 6657; each write then moves two.
func growMaps() {
	for i := 0; i < 6700; i++ {
		mGrowing[i] = -i
	}
	for i := 0; i < 6660; i++ {
		mGrowing2[fmt.Sprint(i)] = big{[20]uint64{uint64(i)}}
	}
	// Many that come and go leave overflow buckets behind.
	for i := 0; i < 60000; i++ {
		mSameSize[i] = i
		if i >= 300 {
			delete(mSameSize, i-300)
		}
	}
}

func fillSync() {
	syncOne.Store("only", &small{1, 2, "sync"})
	for i := 0; i < 20; i++ {
		syncMixed.Store(i, fmt.Sprint(i))
	}
	syncMixed.Range(func(k, v interface{}) bool { return true })
	for i := 0; i < 10; i++ {
		syncMixed.Delete(i)
	}
	syncMixed.Store("late", 1)
	syncMixed.Store(3, "again")
	syncMixed.Store(key{1, 2, ""}, big{})
	for i := 0; i < 2000; i++ {
		syncMany.Store(i, uint64(i))
	}
	syncInside.n = 3
	syncInside.m.Store(1, 2)
}

func fill() {
	aMedium = &medium{name: "m"}
	aLarge = &large{last: &inner{7}}
	aHuge = &huge{{a: 1}, {c: "c"}}
	r := 2.5
	aShapePtr = &circle{&r}
	aList = &node{name: "root", kids: []*node{{name: "kid"}, nil},
		attr: map[string]interface{}{"size": 5, "tags": []string{"a", "b"}}}
	aList.next = &node{name: "next", done: make(chan bool, 1)}
	aList.next.done <- true
	anOuter = outer{inner: inner{5}, node: &node{name: "embedded"}, f: fill, e: os.ErrNotExist}
	anOuter.ar[1].depth = 11
	aPair = pair[string, []int]{"k", []int{4, 5}, map[string][]int{"m": {6}}}
	for i := 0; i < 6; i++ { // past the end of the ring
		if i >= 3 {
			<-cRing
		}
		cRing <- &small{uint8(i), 0, "ring"}
	}
	cBig <- big{[20]uint64{1, 2}}
	fillMaps()
	growMaps()
	fillSync()
}

func names() []string {
	return []string{"aBool", "anInt", "anInt8", "aUint16", "aUintptr", "aFloat", "aFloat32", "aString", "anArray",
		"aSlice", "noSlice", "aPointer", "aFunc", "anUnsafe", "nobody", "anAny", "anAnyPtr", "anAnyMap", "anAnyInt",
		"anAnyNil", "aShape", "aShapePtr", "anOuter", "aList", "aPair", "aMedium",
		"aLarge", "aHuge", "mNil", "mEmpty", "mOne", "m8", "m9", "m10000",
		"mStrings", "mStruct", "mAny", "mBigKey", "mBigElem", "mSet", "mBytes", "mFloat", "mOfMaps", "mPointers",
		"mGrowing", "mGrowing2", "mSameSize", "mDeleted", "mHalf", "mHint", "mArrays", "mNested", "mNamed", "cEmpty",
		"cRing", "cBig", "syncNone", "syncOne", "syncMixed", "syncMany", "syncInside"}
}

func pointers() []interface{} {
	return []interface{}{&aBool, &anInt, &anInt8, &aUint16, &aUintptr, &aFloat, &aFloat32, &aString, &anArray,
		&aSlice, &noSlice, &aPointer, &aFunc, &anUnsafe, &nobody, &anAny, &anAnyPtr, &anAnyMap, &anAnyInt,
		&anAnyNil, &aShape, &aShapePtr, &anOuter, &aList, &aPair, &aMedium,
		&aLarge, &aHuge, &mNil, &mEmpty, &mOne, &m8, &m9, &m10000,
		&mStrings, &mStruct, &mAny, &mBigKey, &mBigElem, &mSet, &mBytes, &mFloat, &mOfMaps, &mPointers,
		&mGrowing, &mGrowing2, &mSameSize, &mDeleted, &mHalf, &mHint, &mArrays, &mNested, &mNamed, &cEmpty,
		&cRing, &cBig, &syncNone, &syncOne, &syncMixed, &syncMany, &syncInside}
}

func waiter() { <-cEmpty }

func sleeper() { time.Sleep(time.Hour) }

func spinner() {
	for i := 0; ; i++ {
		if i == -1 {
			fmt.Println()
		}
	}
}

func main() {
	go waiter()
	go waiter()
	go sleeper()
	go spinner()
	fill()
	time.Sleep(10 * time.Millisecond)
	text := show.Variables(names(), pointers())
	out := bufio.NewWriter(os.Stdout)
	fmt.Fprint(out, text)
	fmt.Fprintln(out, "goroutine main.sleeper waiting")
	fmt.Fprintln(out, "goroutine main.spinner running")
	fmt.Fprintln(out, "goroutine main.waiter waiting")
	fmt.Fprintln(out, "goroutine main.waiter waiting")
	fmt.Fprint(out, show.Addresses(names()))
	fmt.Fprintln(out, "ready")
	out.Flush()
	os.Stdin.Read(make([]byte, 1))
}
