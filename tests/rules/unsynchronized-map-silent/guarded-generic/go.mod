module example.com/guarded-generic

go 1.22
