// main keeps its own map of files by name and closes some twice; a closed file answers with an error.
package main

import (
	"fmt"
	"io"
	"os"

	"example.com/close-hook/vfs"
)

func main() {
	fs := vfs.New()
	files := make(map[string]*vfs.File)
	for _, arg := range os.Args {
		f, err := fs.Open(len(arg))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if old, ok := files[arg]; ok {
			old.Close()
		}
		files[arg] = f
		defer f.Close()
	}
	for name, f := range files {
		n, err := io.Copy(io.Discard, f)
		fmt.Println(len(name) == int(n), err)
		if err := f.Close(); err != nil {
			fmt.Println(err)
		}
		_, err = f.Read(make([]byte, 1))
		fmt.Println(err)
	}
}
