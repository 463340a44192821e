// The scene goes to C by value and points to Go floats, in which there are no pointers.
package main

/*
struct scene {
	int nverts;
	float scale;
	struct {
		const float *verts;
		int visible;
	} object;
};

static float extent(struct scene s)
{
	float max = 0;
	int i;

	if (!s.object.visible)
		return 0;
	for (i = 0; i < s.nverts; i++)
		if (s.object.verts[i] > max)
			max = s.object.verts[i];
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
	var s C.struct_scene
	s.scale = C.float(scale)
	s.nverts = C.int(len(m.verts))
	s.object.verts = (*C.float)(unsafe.Pointer(&m.verts[0]))
	s.object.visible = 1
	return float32(C.extent(s))
}

func main() {
	var m mesh
	for _, arg := range os.Args {
		m.verts = append(m.verts, float32(len(arg)))
	}
	fmt.Println(m.extent(0.5) > 0)
}
