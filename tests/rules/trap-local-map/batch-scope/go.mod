module example.com/batch-scope

go 1.22
