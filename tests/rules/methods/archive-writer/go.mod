module example.com/archive-writer

go 1.22
