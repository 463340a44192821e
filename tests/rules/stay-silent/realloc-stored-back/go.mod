module example.com/realloc-stored-back

go 1.22
