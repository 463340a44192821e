package codec

type Codec interface {
	Rate() int
	Close()
}

// PCM needs no state outside Go.
type PCM struct{ rate int }

func NewPCM(rate int) *PCM { return &PCM{rate} }

func (c *PCM) Rate() int { return c.rate }

func (c *PCM) Close() {}
