module example.com/array-cast-reset

go 1.22
