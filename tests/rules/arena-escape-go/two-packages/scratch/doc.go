// Package scratch lends memory for one computation; the code is in the file for builds with arenas.
package scratch
