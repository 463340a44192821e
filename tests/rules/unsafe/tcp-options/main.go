// describe closes the capture of package pcap, which frees the packet, while the string it prints lies in that packet.
package main

import (
	"fmt"
	"os"

	"example.com/tcp-options/pcap"
)

func describe(host string) (string, error) {
	c, err := pcap.Capture(host)
	if err != nil {
		return "", err
	}
	peer := c.Peer()
	c.Close()
	return fmt.Sprintf("%-20s %d", peer, len(peer)), nil // want BL101
}

func main() {
	for _, host := range os.Args[1:] {
		text, err := describe(host)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		fmt.Println(text)
	}
}
