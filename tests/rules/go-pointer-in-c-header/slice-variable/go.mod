module example.com/slice-variable

go 1.22
