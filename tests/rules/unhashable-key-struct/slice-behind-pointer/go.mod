module example.com/slice-behind-pointer

go 1.22
