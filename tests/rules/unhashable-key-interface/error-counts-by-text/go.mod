module example.com/error-counts-by-text

go 1.22
