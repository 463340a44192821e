# What a missing package spoils is not told a second time.
printf 'module example.com/m\n\ngo 1.21\n' >go.mod
cat >m.go <<'GO'
package m

import "example.com/other/thing"

var A = thing.New()

func f(t *thing.T) int { return t.X + A.Y }

var B int = ""
GO
GOFLAGS=-mod=mod belay check
