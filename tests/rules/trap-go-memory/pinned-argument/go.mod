module example.com/pinned-argument

go 1.22
