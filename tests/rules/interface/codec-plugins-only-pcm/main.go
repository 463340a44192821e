// Swap closes the codec of a track and keeps it in the table; only pcm codecs are made, and those free nothing.
package main

import (
	"errors"
	"fmt"
	"os"

	"example.com/codec-plugins-only-pcm/codec"
)

type player struct {
	tracks map[int]codec.Codec
}

func (p *player) make(kind string) (codec.Codec, error) {
	switch kind {
	case "pcm":
		return codec.NewPCM(44100), nil
	case "raw":
		return codec.NewPCM(8000), nil
	}
	return nil, errors.New("no codec for " + kind)
}

func (p *player) swap(track int, kind string) error {
	if old, ok := p.tracks[track]; ok {
		old.Close()
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
		return c.Rate()
	}
	return 0
}

func main() {
	p := &player{tracks: make(map[int]codec.Codec)}
	for i, kind := range os.Args[1:] {
		if err := p.swap(i%4, kind); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		fmt.Println(p.rate(i % 4))
	}
}
