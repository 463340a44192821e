module example.com/callback-data

go 1.22
