// Package route caches routes; the code is in the file for builds with arenas.
package route
