module example.com/slice-elements

go 1.22
