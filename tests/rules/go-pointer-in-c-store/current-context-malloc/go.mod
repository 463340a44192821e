module example.com/current-context-malloc

go 1.22
