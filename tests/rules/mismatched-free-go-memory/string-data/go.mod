module example.com/string-data

go 1.22
