module example.com/double-checked

go 1.22
