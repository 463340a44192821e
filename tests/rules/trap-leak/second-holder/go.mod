module example.com/second-holder

go 1.22
