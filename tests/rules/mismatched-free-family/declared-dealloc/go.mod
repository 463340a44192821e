module example.com/declared-dealloc

go 1.22
