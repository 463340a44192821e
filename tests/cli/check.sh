# What is wrong is told with its place and its line; the rest is counted.
mkdir -p good bad
printf 'module example.com/m\n\ngo 1.21\n' >go.mod
printf 'package good\n\nfunc Two() int { return 2 }\n' >good/good.go
cat >bad/bad.go <<'GO'
package bad

import "example.com/m/good"

func f() string {
	unused := 1
	return good.Two()
}

func g( {
}

func h() int { return good.Two() }
GO
belay check
