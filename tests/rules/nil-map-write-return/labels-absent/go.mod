module example.com/labels-absent

go 1.22
