// closeEntry closes the reader in a copy of the map's struct and clears the copy; the map keeps the freed reader.
package main

import (
	"fmt"
	"os"

	"example.com/zip-entries/zip"
)

// entry is what the file system knows of one file in the archive.
type entry struct {
	r     zip.Reader
	size  int
	opens int
}

type fsys struct {
	entries map[string]entry
}

func (fs *fsys) open(name string) (int, error) {
	e := fs.entries[name]
	if !e.r.Valid() {
		r, err := zip.Open(name)
		if err != nil {
			return 0, err
		}
		e.r = r
	}
	e.opens++
	e.size = e.r.Size()
	fs.entries[name] = e
	return e.size, nil
}

func (fs *fsys) closeEntry(name string) {
	e, ok := fs.entries[name]
	if !ok || !e.r.Valid() {
		return
	}
	zip.Close(e.r) // want BL102 "entries"
	e.r = zip.Reader{}
}

func main() {
	fs := &fsys{entries: make(map[string]entry)}
	for _, name := range os.Args {
		n, err := fs.open(name)
		fmt.Println(name, n, err)
	}
	fs.closeEntry(os.Args[0])
}
