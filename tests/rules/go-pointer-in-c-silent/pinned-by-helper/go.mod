module example.com/pinned-by-helper

go 1.22
