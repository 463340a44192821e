module example.com/program-ends

go 1.22
