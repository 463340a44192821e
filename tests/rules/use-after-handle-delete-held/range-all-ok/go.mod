module example.com/range-all-ok

go 1.22
