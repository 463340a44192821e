module example.com/test-doubles-frozen

go 1.22
