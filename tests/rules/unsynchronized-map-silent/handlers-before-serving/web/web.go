// Package web serves texts.
package web

import (
	"io"
	"net/http"
)

type App struct {
	pages map[string]string
}

func NewApp() *App { return &App{pages: make(map[string]string)} }

// Page must not be called any more when the App serves.
func (a *App) Page(path, text string) { a.pages[path] = text }

func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	text, ok := a.pages[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	io.WriteString(w, text)
}
