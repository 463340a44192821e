module example.com/glyph-functions-overwrite

go 1.22
