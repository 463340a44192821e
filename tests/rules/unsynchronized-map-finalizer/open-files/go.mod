module example.com/open-files

go 1.22
