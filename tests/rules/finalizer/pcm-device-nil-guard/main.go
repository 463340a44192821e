// Release and the finalizer of package pcm call one function that sets the device to nil and tests it.
package main

import (
	"fmt"
	"os"

	"example.com/pcm-device-nil-guard/pcm"
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
