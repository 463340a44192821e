// Free and node_free put a node on a list and give no memory back: it is used again and again.
package main

/*
#include <stdlib.h>

struct node { struct node *next; int v; };

static struct node nodes[64], *avail;

static void nodes_init(void)
{
	int i;

	for (i = 0; i < 63; i++)
		nodes[i].next = &nodes[i + 1];
	avail = nodes;
}

static struct node *node_alloc(int v)
{
	struct node *n = avail;

	if (n) {
		avail = n->next;
		n->v = v;
	}
	return n;
}

static void node_free(struct node *n)
{
	n->next = avail;
	avail = n;
}
*/
import "C"

import "fmt"

// token is Go memory that is recycled by hand.
type token struct {
	text string
	next *token
}

type tokens struct{ free *token }

func (ts *tokens) Get(text string) *token {
	t := ts.free
	if t == nil {
		return &token{text: text}
	}
	ts.free = t.next
	t.text, t.next = text, nil
	return t
}

// Free gives t back; nobody holds it any more.
func (ts *tokens) Free(t *token) {
	t.text = ""
	t.next = ts.free
	ts.free = t
}

var values = map[int]*C.struct_node{}

func main() {
	C.nodes_init()
	var ts tokens
	for i := 0; i < 100; i++ {
		t := ts.Get(fmt.Sprint(i))
		if n := C.node_alloc(C.int(i)); n != nil {
			values[i%4] = n
			fmt.Println(t.text, n.v)
			delete(values, i%4)
			C.node_free(n)
		}
		ts.Free(t)
	}
}
