// Unload destroys the resource that is embedded in a texture while the registry still maps the id to the texture.
package main

import (
	"errors"
	"fmt"

	"example.com/texture-registry/gpu"
)

var errUnknown = errors.New("unknown texture")

// Texture is a GPU resource with a name.
type Texture struct {
	gpu.Resource
	Name string
}

type Registry struct {
	next     int
	textures map[int]*Texture
}

func (r *Registry) Load(name string, side int) int {
	t := &Texture{Name: name}
	t.Alloc(side * side)
	r.next++
	r.textures[r.next] = t
	return r.next
}

func (r *Registry) Bind(id int) (int, error) {
	t, ok := r.textures[id]
	if !ok {
		return 0, errUnknown
	}
	return t.Size(), nil
}

func (r *Registry) Unload(id int) error {
	t, ok := r.textures[id]
	if !ok {
		return errUnknown
	}
	t.Destroy() // want BL102
	return nil
}

func main() {
	r := &Registry{textures: make(map[int]*Texture)}
	ids := []int{r.Load("grass", 16), r.Load("stone", 32)}
	for _, id := range ids {
		n, err := r.Bind(id)
		fmt.Println(n, err)
	}
	if err := r.Unload(ids[0]); err != nil {
		fmt.Println(err)
	}
}
