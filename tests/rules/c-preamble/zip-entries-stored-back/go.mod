module example.com/zip-entries-stored-back

go 1.22
