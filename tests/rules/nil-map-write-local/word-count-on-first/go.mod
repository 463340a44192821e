module example.com/word-count-on-first

go 1.22
