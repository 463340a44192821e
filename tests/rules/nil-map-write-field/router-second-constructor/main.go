// New makes the routes and Sub does not, so the first route of a sub-router panics.
package main

import (
	"fmt"
	"os"
	"path"
)

type handler func(args []string) string

// Router finds handlers by path.
type Router struct {
	prefix string
	parent *Router
	routes map[string]handler
}

func New() *Router {
	return &Router{prefix: "/", routes: make(map[string]handler)}
}

// Sub makes a router for everything below a prefix.
func (r *Router) Sub(prefix string) *Router {
	return &Router{prefix: path.Join(r.prefix, prefix), parent: r}
}

func (r *Router) Handle(p string, h handler) *Router {
	r.routes[path.Join(r.prefix, p)] = h // want BL201
	return r
}

func (r *Router) Find(p string) handler {
	for at := r; at != nil; at = at.parent {
		if h, ok := at.routes[p]; ok {
			return h
		}
	}
	return nil
}

func main() {
	root := New().Handle("version", func([]string) string { return "1.4" })
	admin := root.Sub("admin")
	admin.Handle("users", func(a []string) string { return fmt.Sprint(len(a)) })
	if h := admin.Find("/admin/users"); h != nil {
		fmt.Println(h(os.Args))
	}
}
