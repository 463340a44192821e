// The packet is released to package wire before its payload, which lies in C memory, is added to the report.
package main

import (
	"bufio"
	"fmt"
	"os"

	"example.com/packet-ring-slot/wire"
)

type report struct {
	lines [][]byte
	bytes int
}

func (r *report) add(b []byte) {
	r.lines = append(r.lines, b)
	r.bytes += len(b)
}

func collect(in *bufio.Scanner, r *report) error {
	for seq := 0; in.Scan(); seq++ {
		pkt, err := wire.Pack(seq, in.Bytes())
		if err != nil {
			return err
		}
		body := wire.Payload(pkt)
		if wire.Seq(pkt) != seq {
			wire.Release(pkt)
			return fmt.Errorf("packet %d out of order", seq)
		}
		wire.Release(pkt)
		r.add(body) // want BL101
	}
	return in.Err()
}

func main() {
	var r report
	if err := collect(bufio.NewScanner(os.Stdin), &r); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(len(r.lines), r.bytes)
}
