// SPDX-License-Identifier: MIT

// Go's own map, with the arguments and the output of ../measure.h.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"sort"
	"strconv"
	"strings"
	"time"
)

func scramble(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

func key32(i uint64) uint32 {
	x := uint32(i)
	x ^= x >> 16
	x *= 0x85ebca6b
	x ^= x >> 13
	x *= 0xc2b2ae35
	return x ^ x>>16
}

func status(name string) float64 {
	text, _ := os.ReadFile("/proc/self/status")
	for _, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(line, name+":") {
			kib, _ := strconv.Atoi(strings.Fields(line)[1])
			return float64(kib) * 1024
		}
	}
	return 0
}

func tail[K comparable, V any](keys []K, rounds int, v V) {
	best := make([]uint32, len(keys))
	for round := 0; round < rounds; round++ {
		m := map[K]V{}
		for i, k := range keys {
			start := time.Now()
			m[k] = v
			t := uint32(time.Since(start))
			if round == 0 || t < best[i] {
				best[i] = t
			}
		}
	}
	sort.Slice(best, func(i, j int) bool { return best[i] < best[j] })
	for _, p := range []float64{50, 90, 99, 99.9, 99.99, 99.999, 100} {
		at := int(float64(len(best)) * p / 100)
		if at >= len(best) {
			at = len(best) - 1
		}
		fmt.Printf("p%g %.3f\n", p, float64(best[at])/1000)
	}
}

func means[K comparable, V any](keys, others []K, order []uint32, v V) {
	n := float64(len(keys))
	base := status("VmRSS")
	m := map[K]V{}
	say := func(what string, start time.Time, n float64) {
		fmt.Printf("%s %.2f\n", what, float64(time.Since(start))/n)
	}
	start := time.Now()
	for _, k := range keys {
		m[k] = v
	}
	say("insert", start, n)
	peak := status("VmHWM")
	debug.FreeOSMemory()
	full := status("VmRSS")
	found := 0
	start = time.Now()
	for _, i := range order {
		if _, ok := m[keys[i]]; ok {
			found++
		}
	}
	say("hit", start, n)
	start = time.Now()
	for _, k := range others {
		if _, ok := m[k]; ok {
			found++
		}
	}
	say("miss", start, n)
	start = time.Now()
	for range m {
		found++
	}
	say("iterate", start, n)
	part := order[:len(order)/10*9]
	start = time.Now()
	for _, i := range part {
		delete(m, keys[i])
	}
	say("erase", start, float64(len(part)))
	debug.FreeOSMemory()
	fmt.Printf("bytes %.2f\npeak %.2f\nemptied %.2f\n", (full-base)/n, (peak-base)/n,
		(status("VmRSS")-base)/(n/10))
	if found != 2*len(keys) {
		panic("wrong")
	}
	runtime.KeepAlive(m)
}

func run[K comparable, V any](n, rounds int, make_key func(uint64) K, v V) {
	keys, others := make([]K, n), make([]K, n)
	order := make([]uint32, n)
	for i := range keys {
		keys[i] = make_key(uint64(i))
		others[i] = make_key(uint64(i + n + 1))
		j := scramble(uint64(i)+77) % uint64(i+1)
		order[i] = order[j]
		order[j] = uint32(i)
	}
	runtime.GC()
	if rounds > 0 {
		tail(keys, rounds, v)
	} else {
		means(keys, others, order, v)
	}
}

func main() {
	f, _ := strconv.ParseFloat(os.Args[2], 64)
	n, rounds := int(f), 0
	if len(os.Args) > 3 {
		rounds, _ = strconv.Atoi(os.Args[3])
	}
	switch os.Args[1] {
	case "u32":
		run(n, rounds, key32, uint32(0))
	case "struct":
		run(n, rounds, scramble, [448]byte{})
	default:
		run(n, rounds, func(i uint64) string { return fmt.Sprintf("%016x", scramble(i)) }, uint64(0))
	}
}
