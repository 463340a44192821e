// Swap closes the codec of a track and keeps it in the table when the new one cannot be made; a flac codec frees its state in Close.
package main

import (
	"errors"
	"fmt"
	"os"

	"example.com/codec-plugins/codec"
)

type player struct {
	tracks map[int]codec.Codec
}

func (p *player) make(kind string) (codec.Codec, error) {
	switch kind {
	case "pcm":
		return codec.NewPCM(44100), nil
	case "flac":
		return codec.NewFLAC(44100), nil
	}
	return nil, errors.New("no codec for " + kind)
}

func (p *player) swap(track int, kind string) error {
	if old, ok := p.tracks[track]; ok {
		old.Close() // want BL102 // may BL103
	}
	c, err := p.make(kind)
	if err != nil {
		return err
	}
	p.tracks[track] = c
	return nil
}

func (p *player) rate(track int) int {
	if c, ok := p.tracks[track]; ok {
		return c.Rate() // may BL101
	}
	return 0
}

func main() {
	p := &player{tracks: make(map[int]codec.Codec)}
	for i, kind := range os.Args[1:] {
		if err := p.swap(i%4, kind); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		fmt.Println(p.rate(i % 4)) // may BL101
	}
}
