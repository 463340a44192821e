// stamp makes a map when labelsOf has none to give.
package main

import (
	"fmt"
	"os"
	"strings"
)

type meta struct {
	name   string
	labels []string
}

type pod struct {
	meta meta
	node string
}

func labelsOf(p *pod) map[string]string {
	if len(p.meta.labels) == 0 {
		return nil
	}
	m := make(map[string]string, len(p.meta.labels))
	for _, l := range p.meta.labels {
		k, v, _ := strings.Cut(l, "=")
		m[k] = v
	}
	return m
}

// stamp answers the labels of a pod with the node that it was put on.
func stamp(p *pod, node string) map[string]string {
	p.node = node
	l := labelsOf(p)
	if l == nil {
		l = make(map[string]string, 1)
	}
	l["node"] = node
	return l
}

func schedule(pods []*pod, nodes []string) {
	for i, p := range pods {
		fmt.Println(p.meta.name, stamp(p, nodes[i%len(nodes)]))
	}
}

func main() {
	schedule([]*pod{
		{meta: meta{name: "web", labels: []string{"tier=front"}}},
		{meta: meta{name: "cron"}},
	}, os.Args)
}
