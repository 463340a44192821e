module example.com/free-list-of-indexes

go 1.22
