// Reset lets package blob free every blob of the index and replaces the map before anyone can look.
package main

import (
	"fmt"
	"hash/fnv"
	"os"

	"example.com/blob-index-replaces-map/blob"
)

// Index finds blobs by the hash of their content.
type Index struct {
	blobs map[uint64]*blob.Blob
	hits  int
}

func (ix *Index) Add(content []byte) uint64 {
	h := fnv.New64a()
	h.Write(content)
	key := h.Sum64()
	if _, ok := ix.blobs[key]; ok {
		ix.hits++
		return key
	}
	ix.blobs[key] = blob.New(content)
	return key
}

func (ix *Index) Size(key uint64) int {
	b, ok := ix.blobs[key]
	if !ok {
		return 0
	}
	return b.Len()
}

func (ix *Index) Reset() {
	blob.FreeAll(ix.blobs)
	ix.blobs = make(map[uint64]*blob.Blob)
	ix.hits = 0
}

func main() {
	ix := &Index{blobs: make(map[uint64]*blob.Blob)}
	for _, arg := range os.Args {
		fmt.Println(ix.Size(ix.Add([]byte(arg))))
	}
	ix.Reset()
	fmt.Println(len(ix.blobs))
}
