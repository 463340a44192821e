module example.com/matrix-workspace-recycled

go 1.22
