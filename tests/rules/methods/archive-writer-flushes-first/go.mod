module example.com/archive-writer-flushes-first

go 1.22
