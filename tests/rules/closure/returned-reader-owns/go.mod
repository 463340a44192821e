module example.com/returned-reader-owns

go 1.22
