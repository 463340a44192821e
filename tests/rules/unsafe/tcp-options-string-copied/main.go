// describe lets fmt build the text, which copies the string, before it closes the capture of package pcap.
package main

import (
	"fmt"
	"os"

	"example.com/tcp-options-string-copied/pcap"
)

func describe(host string) (string, error) {
	c, err := pcap.Capture(host)
	if err != nil {
		return "", err
	}
	peer := c.Peer()
	text := fmt.Sprintf("%-20s %d", peer, len(peer))
	c.Close()
	return text, nil
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
