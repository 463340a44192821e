module example.com/slice-of-maps

go 1.22
