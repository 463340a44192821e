// Package bloom takes the hash seed out of a map's header to hash with the same seed elsewhere.
package bloom

import (
	"hash/maphash"
	"unsafe"
)

type rtmap struct {
	count int
	meta  [4]byte
	seed  uint32
}

// seedOf reads the seed of any map.
func seedOf[K comparable, V any](m map[K]V) uint32 {
	if m == nil {
		return 0
	}
	return (*(**rtmap)(unsafe.Pointer(&m))).seed // want BL111
}

// Filter answers whether a key was surely never added.
type Filter struct {
	bits []uint64
	seed uint32
	hash maphash.Seed
}

// New makes a filter for the keys of the index.
func New(index map[string]int, bits int) *Filter {
	f := &Filter{
		bits: make([]uint64, bits/64+1),
		seed: seedOf(index),
		hash: maphash.MakeSeed(),
	}
	for k := range index {
		f.Add(k)
	}
	return f
}

func (f *Filter) slot(k string) (int, uint64) {
	h := maphash.String(f.hash, k) ^ uint64(f.seed)
	return int(h / 64 % uint64(len(f.bits))), 1 << (h % 64)
}

// Add adds a key.
func (f *Filter) Add(k string) {
	i, bit := f.slot(k)
	f.bits[i] |= bit
}

// Has is false when the key was never added.
func (f *Filter) Has(k string) bool {
	i, bit := f.slot(k)
	return f.bits[i]&bit != 0
}
