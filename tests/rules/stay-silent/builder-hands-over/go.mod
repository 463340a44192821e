module example.com/builder-hands-over

go 1.22
