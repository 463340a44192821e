// Package report returns a vector of a scratch space that it closes before it returns.

//go:build goexperiment.arenas

package report

import (
	"errors"

	"example.com/two-packages/scratch"
)

var errRagged = errors.New("report: rows differ in length")

// Columns sums the columns of a table.
func Columns(rows [][]float64) ([]float64, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	s := scratch.Open()
	sums := s.Floats(len(rows[0]))
	for _, row := range rows {
		if len(row) != len(sums) {
			s.Close()
			return nil, errRagged
		}
		for i, v := range row {
			sums[i] += v
		}
	}
	s.Close()
	return sums, nil // want BL108
}
