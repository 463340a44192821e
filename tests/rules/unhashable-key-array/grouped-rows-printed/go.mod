module example.com/grouped-rows-printed

go 1.22
