package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode"
)

// The standard library on top: reflect, fmt, json, strings, strconv.

type inner struct {
	A int `json:"a"`
	B []string
}

type outer struct {
	inner
	M map[string]float64 `json:"m,omitempty"`
	P *int
	i int
}

func (o outer) Hello(name string) string { return "hello " + name + " " + strconv.Itoa(o.A) }
func (o *outer) Set(n int)               { o.A = n }

func main() {
	n := 5
	o := outer{inner: inner{1, []string{"x", "y"}}, M: map[string]float64{"pi": 3.14}, P: &n}
	data, err := json.Marshal(o)
	fmt.Println(string(data), err)
	var back outer
	fmt.Println(json.Unmarshal([]byte(`{"a":7,"B":["q"],"m":{"e":2.5},"P":9}`), &back), back.A, back.B, back.M, *back.P)

	t := reflect.TypeOf(o)
	for i := range t.NumField() {
		f := t.Field(i)
		fmt.Println(f.Name, f.Type, f.Tag.Get("json"), f.Anonymous, f.Offset)
	}
	for i := range reflect.TypeOf(&o).NumMethod() {
		fmt.Println(reflect.TypeOf(&o).Method(i).Name)
	}
	v := reflect.ValueOf(&o)
	fmt.Println(v.MethodByName("Hello").Call([]reflect.Value{reflect.ValueOf("you")})[0])
	v.MethodByName("Set").Call([]reflect.Value{reflect.ValueOf(33)})
	v.Elem().Field(0).Field(1).Index(0).SetString("changed")
	fmt.Println(o.A, o.B)
	swap := reflect.MakeFunc(reflect.TypeOf(func(int, string) (string, int) { return "", 0 }),
		func(in []reflect.Value) []reflect.Value { return []reflect.Value{in[1], in[0]} })
	a, b := swap.Interface().(func(int, string) (string, int))(1, "one")
	fmt.Println(a, b)
	m := reflect.MakeMap(reflect.TypeOf(map[string]int{}))
	m.SetMapIndex(reflect.ValueOf("k"), reflect.ValueOf(1))
	fmt.Println(m.Len(), m.Interface())
	fmt.Println(reflect.DeepEqual(map[string][]int{"a": {1}}, map[string][]int{"a": {1}}), reflect.DeepEqual(o, back))
	fmt.Printf("%v\n%+v\n%#v\n", o.inner, o.inner, o.inner)
	fmt.Printf("%5d|%-5s|%05.1f|%x|% x|%t|%v|%p\n", 42, "ab", 3.14159, []byte("hi"), "hi", true, [2]bool{true}, nil)
	fmt.Printf("%!|%z|%d\n", 1)
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 1, '.', 0)
	fmt.Fprintln(w, "a\tbbb\tc")
	fmt.Fprintln(w, "aaaa\tb\tc")
	w.Flush()
	fmt.Println(strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, "Hello Wörld"), strings.Repeat("ab", 3), strings.Split("a,b,c", ","), strings.Replace("aaa", "a", "b", 2))
	_, err = strconv.Atoi("12x")
	fmt.Println(err, strconv.Quote("tab\t\"q\""), strconv.FormatFloat(1.0/3, 'g', -1, 32))
	var x, y int
	fmt.Sscanf("10 20", "%d %d", &x, &y)
	fmt.Println(x+y, errOf(func() { var p *outer; p.Set(1) }))
}

func errOf(f func()) (err error) {
	defer func() { err = recover().(error) }()
	f()
	return nil
}
