module example.com/test-doubles

go 1.22
