module example.com/error-counts

go 1.22
