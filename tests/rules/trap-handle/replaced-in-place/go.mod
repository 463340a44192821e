module example.com/replaced-in-place

go 1.22
