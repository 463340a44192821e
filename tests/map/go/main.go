// SPDX-License-Identifier: MIT

// Go's own map at the end of a pipe: see ../differ.c for what is asked.
package main

import (
	"bufio"
	"encoding/binary"
	"io"
	"math"
	"os"
	"strconv"
)

type request struct{ op, key, value uint32 }

type reply struct{ found, value uint32 }

// scramble makes sums that do not depend on the order of entries.
func scramble(k, v uint32) uint32 {
	x := k*0x9e3779b1 ^ v*0x85ebca6b
	return x ^ x>>15
}

// serve answers for a map whose keys are made of numbers by key, and turned
// into them again by number.
func serve[K comparable](m map[K]uint32, q request, key func(uint32) K, number func(K) uint32) reply {
	k := key(q.key)
	switch q.op {
	case 'g':
		v, ok := m[k]
		if ok {
			return reply{1, v}
		}
	case 's':
		m[k] = q.value
	case '+':
		m[k] += q.value
		return reply{1, m[k]}
	case 'd':
		_, ok := m[k]
		delete(m, k)
		if ok {
			return reply{1, 0}
		}
	case 'c':
		for k := range m {
			delete(m, k)
		}
		// Keys that do not equal themselves stay.
		for len(m) > 0 {
			return reply{2, uint32(len(m))}
		}
	case 'l':
		return reply{0, uint32(len(m))}
	case 'r':
		r := reply{}
		for k, v := range m {
			r.found++
			r.value += scramble(number(k), v)
		}
		return r
	case 'x':
		// Deletes while it iterates.
		for k := range m {
			if n := number(k); n%7 == q.key%7 {
				delete(m, k)
			}
		}
		return reply{0, uint32(len(m))}
	case 'a':
		// Adds while it iterates; what is added may be seen or not.
		n := uint32(0)
		for k := range m {
			if number(k) >= 1<<20 || n >= q.value%500 {
				continue
			}
			n++
			m[key(1<<20|q.key%5000+n)] = n
		}
		return reply{0, uint32(len(m))}
	}
	return reply{}
}

func main() {
	in, out := bufio.NewReaderSize(os.Stdin, 1<<16), bufio.NewWriterSize(os.Stdout, 1<<16)
	ints, strings, floats := map[uint32]uint32{}, map[string]uint32{}, map[float64]uint32{}
	for {
		var head [4]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return
		}
		n := binary.LittleEndian.Uint32(head[:])
		for ; n > 0; n-- {
			var b [16]byte
			if _, err := io.ReadFull(in, b[:]); err != nil {
				return
			}
			q := request{binary.LittleEndian.Uint32(b[:]), binary.LittleEndian.Uint32(b[4:]), binary.LittleEndian.Uint32(b[8:])}
			var r reply
			switch b[12] {
			case 0:
				r = serve(ints, q, func(k uint32) uint32 { return k }, func(k uint32) uint32 { return k })
			case 1:
				r = serve(strings, q,
					func(k uint32) string { return "key-" + strconv.Itoa(int(k)) },
					func(k string) uint32 { n, _ := strconv.Atoi(k[4:]); return uint32(n) })
			default:
				r = serve(floats, q, func(k uint32) float64 {
					if k%97 == 5 && k < 1<<20 {
						return math.NaN()
					}
					return float64(k)
				}, func(k float64) uint32 {
					if k != k {
						return 5
					}
					return uint32(k)
				})
			}
			var a [8]byte
			binary.LittleEndian.PutUint32(a[:], r.found)
			binary.LittleEndian.PutUint32(a[4:], r.value)
			out.Write(a[:])
		}
		out.Flush()
	}
}
