module example.com/glyph-functions

go 1.22
