module example.com/workers-of-a-package

go 1.22
