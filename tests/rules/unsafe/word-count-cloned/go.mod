module example.com/word-count-cloned

go 1.22
