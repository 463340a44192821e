module example.com/singleton-reset

go 1.22
