// The scene goes to C by value, and the mesh that it points to is Go memory with a pointer in it.
package main

/*
struct mesh {
	int nverts;
	const float *verts;
};

struct scene {
	float scale;
	struct {
		const struct mesh *mesh;
		int visible;
	} object;
};

static float extent(struct scene s)
{
	float max = 0;
	int i;

	if (!s.object.visible)
		return 0;
	for (i = 0; i < s.object.mesh->nverts; i++)
		if (s.object.mesh->verts[i] > max)
			max = s.object.mesh->verts[i];
	return max * s.scale;
}
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

type mesh struct {
	verts []float32
}

func (m *mesh) extent(scale float32) float32 {
	cm := &C.struct_mesh{
		nverts: C.int(len(m.verts)),
		verts:  (*C.float)(unsafe.Pointer(&m.verts[0])),
	}
	var s C.struct_scene
	s.scale = C.float(scale)
	s.object.mesh = cm
	s.object.visible = 1
	return float32(C.extent(s)) // want BL401
}

func main() {
	var m mesh
	for _, arg := range os.Args {
		m.verts = append(m.verts, float32(len(arg)))
	}
	fmt.Println(m.extent(0.5) > 0)
}
