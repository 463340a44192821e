module example.com/matrix-workspace

go 1.22
