// Release frees the device of package pcm, and so does its finalizer, because nothing remembers the first free.
package main

import (
	"fmt"
	"os"

	"example.com/pcm-device/pcm"
)

func play(name string, samples []int16) (int, error) {
	d, err := pcm.Open(name)
	if err != nil {
		return 0, err
	}
	defer pcm.Release(d)
	for len(samples) > 0 {
		n := d.Write(samples)
		samples = samples[n:]
	}
	return d.Frames(), nil
}

func main() {
	samples := make([]int16, 1000)
	for _, name := range os.Args {
		n, err := play(name, samples)
		fmt.Println(n, err)
	}
}
