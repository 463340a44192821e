// Package yaml names the nodes of a document.
package yaml

type value struct{ v any }

// Node is a value with its style.
type Node struct {
	value
	flow bool
}

func Scalar(s string) Node { return Node{value: value{s}} }

func Mapping(k, v string) Node {
	return Node{value{map[string]string{k: v}}, true}
}

type table struct{ names map[Node][]string }

func (t *table) add(n Node, name string) {
	t.names[n] = append(t.names[n], name) // want BL202
}

type Doc struct {
	*table
	count int
}

func NewDoc() *Doc { return &Doc{table: &table{make(map[Node][]string)}} }

func (d *Doc) Anchor(n Node, name string) {
	d.add(n, name)
	d.count++
}

func (d *Doc) Anchors() int { return d.count }
