module example.com/region-table

go 1.22
