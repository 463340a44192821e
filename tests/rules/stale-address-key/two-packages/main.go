// Claims are kept by the device's address, which the next device may get after Close.
package main

import (
	"errors"
	"fmt"
	"os"

	"example.com/two-packages/dev"
)

var errClaimed = errors.New("device is claimed")

// claims says which driver has a device.
var claims = map[uintptr]string{}

func probe(driver string, bus, port int) error {
	d, err := dev.Open(bus, port)
	if err != nil {
		return err
	}
	if who, ok := claims[d.Addr()]; ok {
		d.Close() // may BL109
		return fmt.Errorf("%s: %w by %s", driver, errClaimed, who)
	}
	claims[d.Addr()] = driver
	fmt.Println(driver, "has", bus, port)
	d.Close() // want BL109
	return nil
}

func main() {
	for i, driver := range os.Args {
		if err := probe(driver, 1, i); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}
