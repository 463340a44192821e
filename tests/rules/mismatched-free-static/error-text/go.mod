module example.com/error-text

go 1.22
