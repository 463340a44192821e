// Package report sums columns; the code is in the file for builds with arenas.
package report
