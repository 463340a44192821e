module example.com/current-context

go 1.22
