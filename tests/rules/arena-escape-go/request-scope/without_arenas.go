// Package request decodes requests into an arena; the code is in the file for builds with arenas.
package request
