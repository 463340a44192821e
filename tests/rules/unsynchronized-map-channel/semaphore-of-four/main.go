// The channel lets four goroutines in at a time, so it is no lock for the map that they write.
package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

const parallel = 4

type link struct{ from, to string }

type crawler struct {
	sem  chan struct{}
	wg   sync.WaitGroup
	seen map[string]int
}

func parse(page string) (links []link) {
	time.Sleep(time.Millisecond)
	for _, c := range strings.Split(page, "") {
		links = append(links, link{page, c})
	}
	return links
}

func (c *crawler) visit(page string) {
	defer c.wg.Done()
	c.sem <- struct{}{}
	defer func() { <-c.sem }()
	for _, l := range parse(page) {
		c.seen[l.to]++ // want BL301
	}
}

func crawl(pages []string) map[string]int {
	c := &crawler{sem: make(chan struct{}, parallel), seen: make(map[string]int)}
	for _, p := range pages {
		c.wg.Add(1)
		go c.visit(p)
	}
	c.wg.Wait()
	return c.seen
}

func main() {
	fmt.Println(len(crawl(os.Args)))
}
