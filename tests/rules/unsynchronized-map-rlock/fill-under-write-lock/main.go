// Get looks under the lock for reading, and fills the cache under the lock for writing.
package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"text/template"
)

// Templates are parsed when they are first asked for.
type Templates struct {
	mu    sync.RWMutex
	cache map[string]*template.Template
}

func (t *Templates) Get(text string) (*template.Template, error) {
	t.mu.RLock()
	tmpl, ok := t.cache[text]
	t.mu.RUnlock()
	if ok {
		return tmpl, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	tmpl, err := template.New("").Parse(text)
	if err != nil {
		return nil, err
	}
	t.cache[text] = tmpl
	return tmpl, nil
}

func render(t *Templates, text string, v any) string {
	tmpl, err := t.Get(text)
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	tmpl.Execute(&b, v)
	return b.String()
}

func main() {
	t := &Templates{cache: make(map[string]*template.Template)}
	var wg sync.WaitGroup
	out := make([]string, len(os.Args))
	for i := range os.Args {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out[i] = render(t, fmt.Sprint(i%2)+" {{.}}", os.Args[i])
		}()
	}
	wg.Wait()
	fmt.Println(out)
}
