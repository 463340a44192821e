// Touch gives the lock back on each path, after the last access of that path.
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"time"
)

type sessions struct {
	mu   sync.Mutex
	last map[string]time.Time
	max  int
}

func (s *sessions) touch(id string) bool {
	s.mu.Lock()
	_, known := s.last[id]
	full := len(s.last) >= s.max
	if !known && full {
		s.mu.Unlock()
		return false
	}
	s.last[id] = time.Now()
	s.mu.Unlock()
	return true
}

func (s *sessions) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.touch(r.URL.Query().Get("sid")) {
		http.Error(w, "too many sessions", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

func main() {
	s := &sessions{last: make(map[string]time.Time), max: 1000}
	srv := httptest.NewServer(s)
	defer srv.Close()
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			resp, err := http.Get(fmt.Sprintf("%s/?sid=%s%d", srv.URL, os.Args[0], i))
			if err == nil {
				resp.Body.Close()
			}
		}()
	}
	wg.Wait()
}
