module example.com/slice-clone

go 1.22
