// Minimize releases a window without destroy, which frees nothing; Close destroys it after it left the list.
package main

import (
	"errors"
	"fmt"
	"os"

	"example.com/window-release-keeps/xwin"
)

var errNoWindow = errors.New("no such window")

type session struct {
	windows map[string]*xwin.Window
	focus   string
}

func (s *session) open(title string) *xwin.Window {
	if w, ok := s.windows[title]; ok {
		return w
	}
	w := xwin.Open(title)
	s.windows[title] = w
	s.focus = title
	return w
}

func (s *session) minimize(title string) error {
	w, ok := s.windows[title]
	if !ok {
		return errNoWindow
	}
	if s.focus == title {
		s.focus = ""
	}
	w.Release(false)
	return nil
}

func (s *session) close(title string) error {
	w, ok := s.windows[title]
	if !ok {
		return errNoWindow
	}
	delete(s.windows, title)
	w.Release(true)
	return nil
}

func main() {
	s := &session{windows: make(map[string]*xwin.Window)}
	for _, arg := range os.Args {
		fmt.Println(s.open(arg).Grabs())
	}
	fmt.Println(s.minimize("log"), s.close("help"))
}
