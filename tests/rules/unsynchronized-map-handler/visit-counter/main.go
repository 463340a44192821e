// The handler function, which the server calls in a goroutine for each request, counts in a global map.
package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
)

var visits = make(map[string]int)

func count(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		visits[r.URL.Path]++ // or BL301
		next(w, r)
	}
}

func stats(w http.ResponseWriter, _ *http.Request) {
	for path, n := range visits { // or BL301
		fmt.Fprintln(w, path, n)
	}
}

func hello(w http.ResponseWriter, r *http.Request) {
	io.WriteString(w, "hello from "+r.URL.Path+"\n")
}

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("/stats", stats)
	mux.HandleFunc("/", count(hello))
	srv := httptest.NewServer(mux)
	defer srv.Close()
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			path := []string{"/stats", "/a", "/b"}[i%3]
			resp, err := http.Get(srv.URL + path)
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				return
			}
			resp.Body.Close()
		}()
	}
	wg.Wait()
}
