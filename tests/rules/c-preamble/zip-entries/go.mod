module example.com/zip-entries

go 1.22
