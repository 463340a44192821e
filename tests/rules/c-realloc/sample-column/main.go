// fold takes a view of the column, lets package column reallocate it, and sums through the view of the old block.
package main

import (
	"fmt"

	"example.com/sample-column/column"
)

// fold appends the mean of c to c, and answers the sum without the mean.
func fold(c *column.Column) (sum float64) {
	view := c.Floats()
	for _, v := range view {
		sum += v
	}
	if len(view) == 0 {
		return 0
	}
	c.Append(sum / float64(len(view)))
	worst := 0.0
	for _, v := range view { // or BL101
		worst = max(worst, v) // or BL101
	}
	return sum - worst
}

func main() {
	c := column.New()
	defer c.Free()
	for i := 0; i < 10; i++ {
		c.Append(float64(i) / 2)
	}
	fmt.Println(fold(c))
}
