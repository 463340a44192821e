module example.com/cut-element

go 1.22
