// The literal of the request has a header of its own.
package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
)

func newRequest(method, rawurl, token string) (*http.Request, error) {
	u, err := url.Parse(rawurl)
	if err != nil {
		return nil, err
	}
	r := &http.Request{
		Method:     method,
		URL:        u,
		Host:       u.Host,
		Proto:      "HTTP/1.1",
		ProtoMajor: 1,
		ProtoMinor: 1,
		Header:     make(http.Header),
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return r, nil
}

func main() {
	for _, arg := range os.Args[1:] {
		r, err := newRequest(http.MethodGet, "http://localhost/"+arg, "secret")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		fmt.Println(r.Method, r.URL, r.Header.Get("Authorization") != "")
	}
}
