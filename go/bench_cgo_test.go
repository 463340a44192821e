// SPDX-License-Identifier: MIT

//go:build cgo

package belay

import (
	"fmt"
	"runtime/cgo"
	"testing"
)

func BenchmarkCgoHandleValue(b *testing.B) {
	for _, n := range counts {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			hs := make([]cgo.Handle, n)
			for _, k := range order(n) {
				hs[k] = cgo.NewHandle(&object{})
			}
			defer func() {
				for _, h := range hs {
					h.Delete()
				}
			}()
			b.ReportAllocs()
			b.ResetTimer()
			at := 0
			for i := 0; i < b.N; i++ {
				sink += hs[at].Value().(*object).value
				if at++; at == n {
					at = 0
				}
			}
		})
	}
}

func BenchmarkCgoHandleCycle(b *testing.B) {
	p := &object{}
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		h := cgo.NewHandle(p)
		sink += h.Value().(*object).value
		h.Delete()
	}
}
