// Released C nodes go on a free list of the package after everything was read from them.
package main

/*
#include <stdlib.h>

struct node {
	struct node *next_free;
	long weight;
};

static struct node *node_new(void)
{
	struct node *n = calloc(1, sizeof(*n));

	if (!n)
		abort();
	return n;
}
*/
import "C"

import "fmt"

type pool struct {
	free *C.struct_node
}

func (p *pool) get() *C.struct_node {
	n := p.free
	if n == nil {
		return C.node_new()
	}
	p.free = n.next_free
	n.next_free = nil
	return n
}

func (p *pool) put(n *C.struct_node) {
	n.next_free = p.free
	p.free = n
}

type graph struct {
	pool   pool
	nodes  map[int]*C.struct_node
	weight int
}

func (g *graph) set(key, weight int) {
	n, ok := g.nodes[key]
	if !ok {
		n = g.pool.get()
		g.nodes[key] = n
	}
	g.weight += weight - int(n.weight)
	n.weight = C.long(weight)
}

func (g *graph) remove(key int) {
	n, ok := g.nodes[key]
	if !ok {
		return
	}
	delete(g.nodes, key)
	g.weight -= int(n.weight)
	n.weight = 0
	g.pool.put(n)
}

func main() {
	g := &graph{nodes: make(map[int]*C.struct_node)}
	for i := 0; i < 10; i++ {
		g.set(i, i*i)
	}
	g.remove(3)
	g.set(4, 0)
	fmt.Println(g.weight)
}
