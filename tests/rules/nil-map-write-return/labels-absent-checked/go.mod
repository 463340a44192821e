module example.com/labels-absent-checked

go 1.22
