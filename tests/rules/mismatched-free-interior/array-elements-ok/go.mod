module example.com/array-elements-ok

go 1.22
