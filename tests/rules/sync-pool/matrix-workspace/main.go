// Solve gives the workspace back to the pool of package work and then frees its memory, which the pool still has.
package main

import (
	"errors"
	"fmt"

	"example.com/matrix-workspace/work"
)

var errSingular = errors.New("matrix is singular")

// Solve solves the 2x2 system a x = b by Cramer's rule, in a workspace that
// the numeric library can use.
func Solve(a [4]float64, b [2]float64) (x [2]float64, err error) {
	ws := work.Get()
	defer ws.Free() // want BL102|BL107
	defer work.Put(ws)
	m := ws.Floats(6)
	copy(m, a[:])
	copy(m[4:], b[:])
	det := m[0]*m[3] - m[1]*m[2]
	if det == 0 {
		return x, errSingular
	}
	x[0] = (m[4]*m[3] - m[1]*m[5]) / det
	x[1] = (m[0]*m[5] - m[4]*m[2]) / det
	return x, nil
}

func main() {
	fmt.Println(Solve([4]float64{2, 1, 1, 3}, [2]float64{3, 5}))
}
