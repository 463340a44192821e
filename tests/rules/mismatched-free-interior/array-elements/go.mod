module example.com/array-elements

go 1.22
