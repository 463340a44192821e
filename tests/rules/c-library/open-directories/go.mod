module example.com/open-directories

go 1.22
