package main

import (
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
)

// Embedding, promoted methods, type switches, assertions, comparisons.

type shape interface {
	area() float64
	named
}

type named interface{ name() string }

type base struct{ label string }

func (b *base) name() string    { return "base " + b.label }
func (b *base) rename(s string) { b.label = s }

type square struct {
	*base
	side float64
}

func (s square) area() float64 { return s.side * s.side }

type box struct {
	square
	depth float64
}

func (b box) name() string { return "box of " + b.square.name() }

type fn func(int) int

func (f fn) name() string { return fmt.Sprint("fn ", f(2)) }

type myErr struct{ code int }

func (e myErr) Error() string        { return fmt.Sprintf("code %d", e.code) }
func (e myErr) Is(target error) bool { return target == io.EOF }

func describe(x any) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case int, int64:
		return fmt.Sprintf("integer %v", v)
	case shape:
		return "shape " + v.name()
	case named:
		return "named " + v.name()
	case error:
		return "error " + v.Error()
	case func() string:
		return v()
	case []int:
		return fmt.Sprint("slice ", len(v))
	case map[string]int, *int:
		return fmt.Sprintf("%T", v)
	default:
		return fmt.Sprintf("other %T", v)
	}
}

type byLen []string

func (b byLen) Len() int           { return len(b) }
func (b byLen) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLen) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type upper struct{ r io.Reader }

func (u upper) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	copy(p, strings.ToUpper(string(p[:n])))
	return n, err
}

func main() {
	b := box{square{&base{"b"}, 2}, 3}
	for _, x := range []any{nil, 1, int64(2), b, b.square, b.base, fn(func(i int) int { return i * 2 }),
		myErr{3}, func() string { return "called" }, []int{1}, map[string]int{}, new(int), 1.5, struct{}{}} {
		fmt.Println(describe(x))
	}
	b.rename("c")
	fmt.Println(b.name(), b.area(), shape(b).(named).name())
	var n named = b
	_, ok := n.(interface{ depthOf() })
	s, ok2 := n.(shape)
	fmt.Println(ok, ok2, s.area(), n == named(b), any(1) == any(1.0), any("a") == any("a"))
	var np *base
	n = np
	fmt.Println(n == nil, n.(*base) == nil)
	words := byLen{"ccc", "a", "bb"}
	sort.Sort(sort.Reverse(words))
	fmt.Println(words)
	text, err := io.ReadAll(upper{strings.NewReader("some text")})
	fmt.Println(string(text), err)
	wrapped := fmt.Errorf("w: %w", myErr{7})
	var me myErr
	fmt.Println(errors.Is(wrapped, io.EOF), errors.As(wrapped, &me), me.code, wrapped)
	f := n.name
	np2 := &base{"late"}
	g := np2.name
	np2.label = "later"
	fmt.Println(g(), f != nil)
	m := map[any]string{1: "int", "1": "string", [2]int{1, 2}: "array", struct{ a, b any }{1, "x"}: "struct"}
	fmt.Println(m[1], m["1"], m[[2]int{1, 2}], m[struct{ a, b any }{1, "x"}], m[int8(1)] == "")
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println(any([]int{}) == any([]int{}))
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		m[func() {}] = "f"
	}()
}
