// Released C nodes go on a free list of the package, and release reads the node after it put it there.
package main

/*
#include <stdlib.h>

struct node {
	struct node *next_free;
	long key;
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

// pool recycles nodes, so that malloc is called once for each.
type pool struct {
	free  *C.struct_node
	alive int
}

func (p *pool) get() *C.struct_node {
	p.alive++
	n := p.free
	if n == nil {
		return C.node_new()
	}
	p.free = n.next_free
	n.next_free = nil
	n.key, n.weight = 0, 0
	return n
}

func (p *pool) put(n *C.struct_node) {
	n.next_free = p.free
	p.free = n
	p.alive--
}

type graph struct {
	pool   pool
	nodes  map[int]*C.struct_node
	weight int
}

func (g *graph) add(key, weight int) {
	if _, ok := g.nodes[key]; ok {
		return
	}
	n := g.pool.get()
	n.key, n.weight = C.long(key), C.long(weight)
	g.nodes[key] = n
	g.weight += weight
}

func (g *graph) remove(key int) {
	n, ok := g.nodes[key]
	if !ok {
		return
	}
	delete(g.nodes, key)
	g.pool.put(n)
	m := g.pool.get()
	m.weight = 1
	g.weight -= int(n.weight) // want BL107
	g.pool.put(m)
}

func main() {
	g := &graph{nodes: make(map[int]*C.struct_node)}
	for i := 0; i < 10; i++ {
		g.add(i, i*i)
	}
	g.remove(3)
	fmt.Println(g.weight, g.pool.alive)
}
