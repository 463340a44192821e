//go:build go1.21

// Loops whose variables are one for all iterations.
package loop

func captured(n int) (fs []func() int) {
	for i := 0; i < n; i++ {
		fs = append(fs, func() int { return i })
	}
	for k, v := range []int{1, 2} {
		fs = append(fs, func() int { return k + v })
	}
	var k int
	for k = range "text" {
		fs = append(fs, func() int { return k })
	}
	return
}
