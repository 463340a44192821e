// Package web fills its routes before it serves, and the goroutines of the server only read them.
package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"

	"example.com/handlers-before-serving/web"
)

func main() {
	a := web.NewApp()
	for _, arg := range os.Args[1:] {
		a.Page("/"+arg, "page of "+arg)
	}
	srv := httptest.NewServer(a)
	defer srv.Close()
	for _, p := range []string{"/alpha", "/none"} {
		resp, err := http.Get(srv.URL + p)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		b, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		fmt.Println(resp.StatusCode, len(b))
	}
}
